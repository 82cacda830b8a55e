-- step: check NULL_VALUES "the backfill of note.size has no value for some of the rows"

SELECT "id", "size"
FROM (SELECT "id", CAST(length(body) AS integer) AS "size" FROM "note") AS "note"
WHERE "size" IS NULL;

-- step: transaction

-- Adds the column note.size, empty at first; locks note for a moment.
ALTER TABLE "note" ADD COLUMN "size" integer;

-- New rows get this in note.size; no row is touched.
ALTER TABLE "note" ALTER COLUMN "size" SET DEFAULT 0;

-- step: batches key=id size=1000

-- Fills note.size, 1000 rows at a time; each batch locks the rows that it writes.
UPDATE "note" SET "size" = length(body)
WHERE "id" IN (
    SELECT "id" FROM "note"
    WHERE "size" IS NULL AND (length(body)) IS NOT NULL
    LIMIT 1000
) AND "size" IS NULL AND (length(body)) IS NOT NULL;

-- step: transaction

-- No NULL comes into note.size from here on; locks note for a moment.
ALTER TABLE "note" ADD CONSTRAINT "size__not_null"
    CHECK ("size" IS NOT NULL) NOT VALID;

-- step: transaction

-- Looks for NULLs in note.size; reads and writes go on meanwhile.
ALTER TABLE "note" VALIDATE CONSTRAINT "size__not_null";

-- step: transaction

-- note.size must have a value, as the check has shown; locks note for a moment.
ALTER TABLE "note" ALTER COLUMN "size" SET NOT NULL;

-- The check has served.
ALTER TABLE "note" DROP CONSTRAINT "size__not_null";
