-- step: check NULL_VALUES "the backfill of note.code has no value for some of the rows"

SELECT "id", "code"
FROM (SELECT "id", CAST('c' || id AS text) AS "code" FROM "note") AS "note"
WHERE "code" IS NULL;

-- step: check UNIQUE_DUPLICATES "note has rows that are alike in code, which note_code_key forbids"

SELECT "code", count(*) AS "rows"
FROM (SELECT "id", CAST('c' || id AS text) AS "code" FROM "note") AS "note"
WHERE "code" IS NOT NULL
GROUP BY "code"
HAVING count(*) > 1;

-- step: transaction

-- Adds the column note.code, empty at first; locks note for a moment.
ALTER TABLE "note" ADD COLUMN "code" text;

-- step: batches key=id size=1000

-- Fills note.code, 1000 rows at a time; each batch locks the rows that it writes.
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

-- step: alone

-- Builds the index of the unique constraint note_code_key; reads and writes of note go on meanwhile.
CREATE UNIQUE INDEX CONCURRENTLY "note_code_key" ON "note" ("code");

-- step: transaction

-- Turns the index into the unique constraint note_code_key; locks note for a moment.
ALTER TABLE "note" ADD CONSTRAINT "note_code_key"
    UNIQUE USING INDEX "note_code_key";
