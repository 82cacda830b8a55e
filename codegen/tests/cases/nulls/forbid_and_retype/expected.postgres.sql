-- step: check REWRITE_TOO_LARGE allow=rewrite:note.size "note has more than 100000 rows, and nobody could read or write it while all of them are written anew for size: make the change with `generate --phased`, or allow this way with `--allow rewrite:note.size`"

SELECT 'more than 100000' AS "rows"
FROM "note"
LIMIT 1 OFFSET 100000;

-- step: transaction

-- note.size becomes bigint; note is locked while all of its rows are written anew.
-- Careful: nobody reads or writes note meanwhile, which takes as long as it has rows
ALTER TABLE "note" ALTER COLUMN "size" TYPE bigint;

-- step: batches key=id size=1000

-- Fills the gaps of note.size, 1000 rows at a time; each batch locks the rows that it writes.
UPDATE "note" SET "size" = 0
WHERE "id" IN (
    SELECT "id" FROM "note"
    WHERE "size" IS NULL
    LIMIT 1000
) AND "size" IS NULL;

-- step: transaction

-- No NULL comes into note.size from here on; locks note for a moment.
-- Careful: code that writes no value into note.size fails from here on
ALTER TABLE "note" ADD CONSTRAINT "size__not_null"
    CHECK ("size" IS NOT NULL) NOT VALID;

-- step: batches key=id size=1000

-- Fills what came meanwhile: note.size, 1000 rows at a time; each batch locks the rows that it writes.
UPDATE "note" SET "size" = 0
WHERE "id" IN (
    SELECT "id" FROM "note"
    WHERE "size" IS NULL
    LIMIT 1000
) AND "size" IS NULL;

-- step: transaction

-- Looks for NULLs in note.size; reads and writes go on meanwhile.
ALTER TABLE "note" VALIDATE CONSTRAINT "size__not_null";

-- step: transaction

-- note.size must have a value, as the check has shown; locks note for a moment.
ALTER TABLE "note" ALTER COLUMN "size" SET NOT NULL;

-- The check has served.
ALTER TABLE "note" DROP CONSTRAINT "size__not_null";
