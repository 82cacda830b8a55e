-- step: check NULL_VALUES "the backfill of album.size has no value for some of the rows"

SELECT "id", "size"
FROM (SELECT "id", CAST(length(title) AS integer) AS "size" FROM "album") AS "album"
WHERE "size" IS NULL;

-- step: transaction

-- Adds the column album.size, empty at first; locks album for a moment.
ALTER TABLE "album" ADD COLUMN "size" integer;

-- step: batches key=id size=1000

-- Fills album.size, 1000 rows at a time; each batch locks the rows that it writes.
UPDATE "album" SET "size" = length(title)
WHERE "id" IN (
    SELECT "id" FROM "album"
    WHERE "size" IS NULL AND (length(title)) IS NOT NULL
    LIMIT 1000
) AND "size" IS NULL AND (length(title)) IS NOT NULL;

-- step: transaction

-- No NULL comes into album.size from here on; locks album for a moment.
-- Careful: code that writes no value into album.size fails from here on
ALTER TABLE "album" ADD CONSTRAINT "size__not_null"
    CHECK ("size" IS NOT NULL) NOT VALID;

-- step: batches key=id size=1000

-- Fills what came meanwhile: album.size, 1000 rows at a time; each batch locks the rows that it writes.
UPDATE "album" SET "size" = length(title)
WHERE "id" IN (
    SELECT "id" FROM "album"
    WHERE "size" IS NULL AND (length(title)) IS NOT NULL
    LIMIT 1000
) AND "size" IS NULL AND (length(title)) IS NOT NULL;

-- step: transaction

-- Looks for NULLs in album.size; reads and writes go on meanwhile.
ALTER TABLE "album" VALIDATE CONSTRAINT "size__not_null";

-- step: transaction

-- album.size must have a value, as the check has shown; locks album for a moment.
ALTER TABLE "album" ALTER COLUMN "size" SET NOT NULL;

-- The check has served.
ALTER TABLE "album" DROP CONSTRAINT "size__not_null";
