-- step: check NULL_VALUES "note.code is NULL in some rows, and its backfill gives them no value"

SELECT "id", "code"
FROM (SELECT "id", CAST(coalesce("code", ('c' || id)) AS text) AS "code" FROM "note") AS "note"
WHERE "code" IS NULL;

-- step: check UNIQUE_DUPLICATES "note has rows that are alike in code, which note_code_key forbids"

SELECT "code", count(*) AS "rows"
FROM (SELECT "id", CAST(coalesce("code", ('c' || id)) AS text) AS "code" FROM "note") AS "note"
WHERE "code" IS NOT NULL
GROUP BY "code"
HAVING count(*) > 1;

-- step: batches key=id size=1000

-- Fills the gaps of note.code, 1000 rows at a time; each batch locks the rows that it writes.
UPDATE "note" SET "code" = 'c' || id
WHERE "id" IN (
    SELECT "id" FROM "note"
    WHERE "code" IS NULL AND ('c' || id) IS NOT NULL
    LIMIT 1000
) AND "code" IS NULL AND ('c' || id) IS NOT NULL;

-- step: transaction

-- No NULL comes into note.code from here on; locks note for a moment.
-- Careful: code that writes no value into note.code fails from here on
ALTER TABLE "note" ADD CONSTRAINT "code__not_null"
    CHECK ("code" IS NOT NULL) NOT VALID;

-- step: batches key=id size=1000

-- Fills what came meanwhile: note.code, 1000 rows at a time; each batch locks the rows that it writes.
UPDATE "note" SET "code" = 'c' || id
WHERE "id" IN (
    SELECT "id" FROM "note"
    WHERE "code" IS NULL AND ('c' || id) IS NOT NULL
    LIMIT 1000
) AND "code" IS NULL AND ('c' || id) IS NOT NULL;

-- step: transaction

-- Looks for NULLs in note.code; reads and writes go on meanwhile.
ALTER TABLE "note" VALIDATE CONSTRAINT "code__not_null";

-- step: transaction

-- note.code must have a value, as the check has shown; locks note for a moment.
ALTER TABLE "note" ALTER COLUMN "code" SET NOT NULL;

-- The check has served.
ALTER TABLE "note" DROP CONSTRAINT "code__not_null";
