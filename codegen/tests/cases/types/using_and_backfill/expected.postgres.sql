-- step: check REWRITE_TOO_LARGE allow=rewrite:note.value "note has more than 100000 rows, and nobody could read or write it while all of them are written anew for value: make the change with `generate --phased`, or allow this way with `--allow rewrite:note.value`"

SELECT 'more than 100000' AS "rows"
FROM "note"
LIMIT 1 OFFSET 100000;

-- step: transaction

-- note.value becomes text; note is locked while all of its rows are written anew.
-- Careful: nobody reads or writes note meanwhile, which takes as long as it has rows
ALTER TABLE "note" ALTER COLUMN "value" TYPE text
    USING 'no. ' || value;

-- step: batches key=id size=1000

-- Fills the gaps of note.value, 1000 rows at a time; each batch locks the rows that it writes.
UPDATE "note" SET "value" = 'none'
WHERE "id" IN (
    SELECT "id" FROM "note"
    WHERE "value" IS NULL
    LIMIT 1000
) AND "value" IS NULL;

-- step: transaction

-- No NULL comes into note.value from here on; locks note for a moment.
-- Careful: code that writes no value into note.value fails from here on
ALTER TABLE "note" ADD CONSTRAINT "value__not_null"
    CHECK ("value" IS NOT NULL) NOT VALID;

-- step: batches key=id size=1000

-- Fills what came meanwhile: note.value, 1000 rows at a time; each batch locks the rows that it writes.
UPDATE "note" SET "value" = 'none'
WHERE "id" IN (
    SELECT "id" FROM "note"
    WHERE "value" IS NULL
    LIMIT 1000
) AND "value" IS NULL;

-- step: transaction

-- Looks for NULLs in note.value; reads and writes go on meanwhile.
ALTER TABLE "note" VALIDATE CONSTRAINT "value__not_null";

-- step: transaction

-- note.value must have a value, as the check has shown; locks note for a moment.
ALTER TABLE "note" ALTER COLUMN "value" SET NOT NULL;

-- The check has served.
ALTER TABLE "note" DROP CONSTRAINT "value__not_null";
