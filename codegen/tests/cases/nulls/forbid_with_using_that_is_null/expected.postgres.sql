-- step: check REWRITE_TOO_LARGE allow=rewrite:note.b "note has more than 100000 rows, and nobody could read or write it while all of them are written anew for b: make the change with `generate --phased`, or allow this way with `--allow rewrite:note.b`"

SELECT 'more than 100000' AS "rows"
FROM "note"
LIMIT 1 OFFSET 100000;

-- step: check NULL_VALUES "note.b is to have a value, and its `using` gives it none in some rows"

SELECT "id", "b"
FROM (SELECT "id", CAST((length(b)) AS integer) AS "b" FROM "note") AS "note"
WHERE "b" IS NULL;

-- step: batches key=id size=1000

-- Fills the gaps of note.a, 1000 rows at a time; each batch locks the rows that it writes.
UPDATE "note" SET "a" = 7
WHERE "id" IN (
    SELECT "id" FROM "note"
    WHERE "a" IS NULL
    LIMIT 1000
) AND "a" IS NULL;

-- step: transaction

-- No NULL comes into note.a from here on; locks note for a moment.
-- Careful: code that writes no value into note.a fails from here on
ALTER TABLE "note" ADD CONSTRAINT "a__not_null"
    CHECK ("a" IS NOT NULL) NOT VALID;

-- note.b becomes integer; note is locked while all of its rows are written anew.
-- Careful: nobody reads or writes note meanwhile, which takes as long as it has rows
ALTER TABLE "note" ALTER COLUMN "b" TYPE integer
    USING length(b);

-- No NULL comes into note.b from here on; locks note for a moment.
-- Careful: code that writes no value into note.b fails from here on
ALTER TABLE "note" ADD CONSTRAINT "b__not_null"
    CHECK ("b" IS NOT NULL) NOT VALID;

-- step: batches key=id size=1000

-- Fills what came meanwhile: note.a, 1000 rows at a time; each batch locks the rows that it writes.
UPDATE "note" SET "a" = 7
WHERE "id" IN (
    SELECT "id" FROM "note"
    WHERE "a" IS NULL
    LIMIT 1000
) AND "a" IS NULL;

-- step: transaction

-- Looks for NULLs in note.a; reads and writes go on meanwhile.
ALTER TABLE "note" VALIDATE CONSTRAINT "a__not_null";

-- step: transaction

-- Looks for NULLs in note.b; reads and writes go on meanwhile.
ALTER TABLE "note" VALIDATE CONSTRAINT "b__not_null";

-- step: transaction

-- note.a must have a value, as the check has shown; locks note for a moment.
ALTER TABLE "note" ALTER COLUMN "a" SET NOT NULL;

-- The check has served.
ALTER TABLE "note" DROP CONSTRAINT "a__not_null";

-- note.b must have a value, as the check has shown; locks note for a moment.
ALTER TABLE "note" ALTER COLUMN "b" SET NOT NULL;

-- The check has served.
ALTER TABLE "note" DROP CONSTRAINT "b__not_null";
