-- step: check NULL_VALUES "the backfill of note.slug has no value for some of the rows"

SELECT "id", "slug"
FROM (SELECT "id", CAST(lower(body) AS text) AS "slug" FROM "note") AS "note"
WHERE "slug" IS NULL;

-- step: transaction

-- Adds the column note.slug, empty at first; locks note for a moment.
ALTER TABLE "note" ADD COLUMN "slug" text;

-- step: batches key=id size=1000

-- Fills note.slug, 1000 rows at a time; each batch locks the rows that it writes.
UPDATE "note" SET "slug" = lower(body)
WHERE "id" IN (
    SELECT "id" FROM "note"
    WHERE "slug" IS NULL AND (lower(body)) IS NOT NULL
    LIMIT 1000
) AND "slug" IS NULL AND (lower(body)) IS NOT NULL;

-- step: transaction

-- No NULL comes into note.slug from here on; locks note for a moment.
-- Careful: code that writes no value into note.slug fails from here on
ALTER TABLE "note" ADD CONSTRAINT "slug__not_null"
    CHECK ("slug" IS NOT NULL) NOT VALID;

-- step: batches key=id size=1000

-- Fills what came meanwhile: note.slug, 1000 rows at a time; each batch locks the rows that it writes.
UPDATE "note" SET "slug" = lower(body)
WHERE "id" IN (
    SELECT "id" FROM "note"
    WHERE "slug" IS NULL AND (lower(body)) IS NOT NULL
    LIMIT 1000
) AND "slug" IS NULL AND (lower(body)) IS NOT NULL;

-- step: transaction

-- Looks for NULLs in note.slug; reads and writes go on meanwhile.
ALTER TABLE "note" VALIDATE CONSTRAINT "slug__not_null";

-- step: transaction

-- note.slug must have a value, as the check has shown; locks note for a moment.
ALTER TABLE "note" ALTER COLUMN "slug" SET NOT NULL;

-- The check has served.
ALTER TABLE "note" DROP CONSTRAINT "slug__not_null";
