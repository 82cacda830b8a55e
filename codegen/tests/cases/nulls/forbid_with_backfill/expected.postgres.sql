-- step: check NULL_VALUES "note.body is NULL in some rows, and its backfill gives them no value"

SELECT "id", "body"
FROM (SELECT "id", CAST(coalesce("body", ('none, of ' || id)) AS text) AS "body" FROM "note") AS "note"
WHERE "body" IS NULL;

-- step: batches key=id size=1000

-- Fills the gaps of note.body, 1000 rows at a time; each batch locks the rows that it writes.
UPDATE "note" SET "body" = 'none, of ' || id
WHERE "id" IN (
    SELECT "id" FROM "note"
    WHERE "body" IS NULL AND ('none, of ' || id) IS NOT NULL
    LIMIT 1000
) AND "body" IS NULL AND ('none, of ' || id) IS NOT NULL;

-- step: transaction

-- No NULL comes into note.body from here on; locks note for a moment.
-- Careful: code that writes no value into note.body fails from here on
ALTER TABLE "note" ADD CONSTRAINT "body__not_null"
    CHECK ("body" IS NOT NULL) NOT VALID;

-- step: batches key=id size=1000

-- Fills what came meanwhile: note.body, 1000 rows at a time; each batch locks the rows that it writes.
UPDATE "note" SET "body" = 'none, of ' || id
WHERE "id" IN (
    SELECT "id" FROM "note"
    WHERE "body" IS NULL AND ('none, of ' || id) IS NOT NULL
    LIMIT 1000
) AND "body" IS NULL AND ('none, of ' || id) IS NOT NULL;

-- step: transaction

-- Looks for NULLs in note.body; reads and writes go on meanwhile.
ALTER TABLE "note" VALIDATE CONSTRAINT "body__not_null";

-- step: transaction

-- note.body must have a value, as the check has shown; locks note for a moment.
ALTER TABLE "note" ALTER COLUMN "body" SET NOT NULL;

-- The check has served.
ALTER TABLE "note" DROP CONSTRAINT "body__not_null";
