-- step: transaction

-- note.value becomes text; note is locked while all of its rows are written anew.
-- Careful: nobody reads or writes note meanwhile, which takes as long as it has rows
ALTER TABLE "note" ALTER COLUMN "value" TYPE text
    USING 'no. ' || value;

-- step: batches key=id size=5000

-- Fills the gaps of note.value, 5000 rows at a time; each batch locks the rows that it writes.
UPDATE "note" SET "value" = 'none'
WHERE "id" IN (
    SELECT "id" FROM "note"
    WHERE "value" IS NULL
    LIMIT 5000
);

-- step: transaction

-- No NULL comes into note.value from here on; locks note for a moment.
-- Careful: code that writes no value into note.value fails from here on
ALTER TABLE "note" ADD CONSTRAINT "value__not_null"
    CHECK ("value" IS NOT NULL) NOT VALID;

-- step: batches key=id size=5000

-- Fills what came meanwhile: note.value, 5000 rows at a time; each batch locks the rows that it writes.
UPDATE "note" SET "value" = 'none'
WHERE "id" IN (
    SELECT "id" FROM "note"
    WHERE "value" IS NULL
    LIMIT 5000
);

-- step: transaction

-- Looks for NULLs in note.value; reads and writes go on meanwhile.
ALTER TABLE "note" VALIDATE CONSTRAINT "value__not_null";

-- step: transaction

-- note.value must have a value, as the check has shown; locks note for a moment.
ALTER TABLE "note" ALTER COLUMN "value" SET NOT NULL;

-- The check has served.
ALTER TABLE "note" DROP CONSTRAINT "value__not_null";
