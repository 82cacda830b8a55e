-- step: transaction

-- Renames column note.size to amount; no row is touched.
-- Careful: code that knows it as size fails from here on
ALTER TABLE "note" RENAME COLUMN "size" TO "amount";

-- step: batches key=id size=1000

-- Fills the gaps of note.amount, 1000 rows at a time; each batch locks the rows that it writes.
UPDATE "note" SET "amount" = 0
WHERE "id" IN (
    SELECT "id" FROM "note"
    WHERE "amount" IS NULL
    LIMIT 1000
) AND "amount" IS NULL;

-- step: transaction

-- No NULL comes into note.amount from here on; locks note for a moment.
-- Careful: code that writes no value into note.amount fails from here on
ALTER TABLE "note" ADD CONSTRAINT "amount__not_null"
    CHECK ("amount" IS NOT NULL) NOT VALID;

-- step: batches key=id size=1000

-- Fills what came meanwhile: note.amount, 1000 rows at a time; each batch locks the rows that it writes.
UPDATE "note" SET "amount" = 0
WHERE "id" IN (
    SELECT "id" FROM "note"
    WHERE "amount" IS NULL
    LIMIT 1000
) AND "amount" IS NULL;

-- step: transaction

-- Looks for NULLs in note.amount; reads and writes go on meanwhile.
ALTER TABLE "note" VALIDATE CONSTRAINT "amount__not_null";

-- step: transaction

-- note.amount must have a value, as the check has shown; locks note for a moment.
ALTER TABLE "note" ALTER COLUMN "amount" SET NOT NULL;

-- The check has served.
ALTER TABLE "note" DROP CONSTRAINT "amount__not_null";
