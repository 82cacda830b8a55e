-- step: transaction

-- New rows get this in note.body; no row is touched.
ALTER TABLE "note" ALTER COLUMN "body" SET DEFAULT 'x';

-- step: batches key=id size=1000

-- Fills the gaps of note.body, 1000 rows at a time; each batch locks the rows that it writes.
UPDATE "note" SET "body" = 'y'
WHERE "id" IN (
    SELECT "id" FROM "note"
    WHERE "body" IS NULL
    LIMIT 1000
) AND "body" IS NULL;

-- step: transaction

-- No NULL comes into note.body from here on; locks note for a moment.
-- Careful: code that writes NULL into note.body fails from here on
ALTER TABLE "note" ADD CONSTRAINT "body__not_null"
    CHECK ("body" IS NOT NULL) NOT VALID;

-- step: batches key=id size=1000

-- Fills what came meanwhile: note.body, 1000 rows at a time; each batch locks the rows that it writes.
UPDATE "note" SET "body" = 'y'
WHERE "id" IN (
    SELECT "id" FROM "note"
    WHERE "body" IS NULL
    LIMIT 1000
) AND "body" IS NULL;

-- step: transaction

-- Looks for NULLs in note.body; reads and writes go on meanwhile.
ALTER TABLE "note" VALIDATE CONSTRAINT "body__not_null";

-- step: transaction

-- note.body must have a value, as the check has shown; locks note for a moment.
ALTER TABLE "note" ALTER COLUMN "body" SET NOT NULL;

-- The check has served.
ALTER TABLE "note" DROP CONSTRAINT "body__not_null";
