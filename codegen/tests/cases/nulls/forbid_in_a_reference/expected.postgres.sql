-- step: batches key=id size=1000

-- Fills the gaps of note.owner, 1000 rows at a time; each batch locks the rows that it writes.
UPDATE "note" SET "owner" = (select min(id) from person)
WHERE "id" IN (
    SELECT "id" FROM "note"
    WHERE "owner" IS NULL AND ((select min(id) from person)) IS NOT NULL
    LIMIT 1000
) AND "owner" IS NULL AND ((select min(id) from person)) IS NOT NULL;

-- step: transaction

-- No NULL comes into note.owner from here on; locks note for a moment.
-- Careful: code that writes no value into note.owner fails from here on
ALTER TABLE "note" ADD CONSTRAINT "owner__not_null"
    CHECK ("owner" IS NOT NULL) NOT VALID;

-- step: batches key=id size=1000

-- Fills what came meanwhile: note.owner, 1000 rows at a time; each batch locks the rows that it writes.
UPDATE "note" SET "owner" = (select min(id) from person)
WHERE "id" IN (
    SELECT "id" FROM "note"
    WHERE "owner" IS NULL AND ((select min(id) from person)) IS NOT NULL
    LIMIT 1000
) AND "owner" IS NULL AND ((select min(id) from person)) IS NOT NULL;

-- step: transaction

-- Looks for NULLs in note.owner; reads and writes go on meanwhile.
ALTER TABLE "note" VALIDATE CONSTRAINT "owner__not_null";

-- step: transaction

-- note.owner must have a value, as the check has shown; locks note for a moment.
ALTER TABLE "note" ALTER COLUMN "owner" SET NOT NULL;

-- The check has served.
ALTER TABLE "note" DROP CONSTRAINT "owner__not_null";
