-- step: check NULL_VALUES "the backfill of note.d has no value for some of the rows"

SELECT "id", "d"
FROM (SELECT "id", CAST(body AS text) AS "d" FROM "note") AS "note"
WHERE "d" IS NULL;

-- step: transaction

-- Adds the column note.a; locks note for a moment.
ALTER TABLE "note" ADD COLUMN "a" integer DEFAULT 1 NOT NULL;

-- Adds the column note.b; locks note for a moment.
ALTER TABLE "note" ADD COLUMN "b" text;

-- Adds the column note.c; locks note for a moment.
ALTER TABLE "note" ADD COLUMN "c" boolean DEFAULT true NOT NULL;

-- Adds the column note.d, empty at first; locks note for a moment.
ALTER TABLE "note" ADD COLUMN "d" text;

-- step: batches key=id size=1000

-- Fills note.d, 1000 rows at a time; each batch locks the rows that it writes.
UPDATE "note" SET "d" = body
WHERE "id" IN (
    SELECT "id" FROM "note"
    WHERE "d" IS NULL AND (body) IS NOT NULL
    LIMIT 1000
) AND "d" IS NULL AND (body) IS NOT NULL;

-- step: transaction

-- No NULL comes into note.d from here on; locks note for a moment.
-- Careful: code that writes no value into note.d fails from here on
ALTER TABLE "note" ADD CONSTRAINT "d__not_null"
    CHECK ("d" IS NOT NULL) NOT VALID;

-- step: batches key=id size=1000

-- Fills what came meanwhile: note.d, 1000 rows at a time; each batch locks the rows that it writes.
UPDATE "note" SET "d" = body
WHERE "id" IN (
    SELECT "id" FROM "note"
    WHERE "d" IS NULL AND (body) IS NOT NULL
    LIMIT 1000
) AND "d" IS NULL AND (body) IS NOT NULL;

-- step: transaction

-- Looks for NULLs in note.d; reads and writes go on meanwhile.
ALTER TABLE "note" VALIDATE CONSTRAINT "d__not_null";

-- step: transaction

-- note.d must have a value, as the check has shown; locks note for a moment.
ALTER TABLE "note" ALTER COLUMN "d" SET NOT NULL;

-- The check has served.
ALTER TABLE "note" DROP CONSTRAINT "d__not_null";
