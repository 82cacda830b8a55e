-- step: check NULL_VALUES "note.size is NULL in some rows, and its backfill gives them no value"

SELECT "id", "size"
FROM (SELECT "id", CAST(coalesce("size", (id - 2)) AS integer) AS "size" FROM "note") AS "note"
WHERE "size" IS NULL;

-- step: check CHECK_VIOLATIONS "note has rows that break the check note_size_positive"

SELECT "id", "size"
FROM (SELECT "id", CAST(coalesce("size", (id - 2)) AS integer) AS "size" FROM "note") AS "note"
WHERE NOT (size > 0);

-- step: alone

-- Builds the index look_id_idx; reads and writes of look go on meanwhile.
CREATE INDEX CONCURRENTLY "look_id_idx" ON "look" ("id" DESC);

-- step: batches key=id size=1000

-- Fills the gaps of note.size, 1000 rows at a time; each batch locks the rows that it writes.
UPDATE "note" SET "size" = id - 2
WHERE "id" IN (
    SELECT "id" FROM "note"
    WHERE "size" IS NULL AND (id - 2) IS NOT NULL
    LIMIT 1000
) AND "size" IS NULL AND (id - 2) IS NOT NULL;

-- step: transaction

-- No NULL comes into note.size from here on; locks note for a moment.
-- Careful: code that writes no value into note.size fails from here on
ALTER TABLE "note" ADD CONSTRAINT "size__not_null"
    CHECK ("size" IS NOT NULL) NOT VALID;

-- step: batches key=id size=1000

-- Fills what came meanwhile: note.size, 1000 rows at a time; each batch locks the rows that it writes.
UPDATE "note" SET "size" = id - 2
WHERE "id" IN (
    SELECT "id" FROM "note"
    WHERE "size" IS NULL AND (id - 2) IS NOT NULL
    LIMIT 1000
) AND "size" IS NULL AND (id - 2) IS NOT NULL;

-- step: transaction

-- Looks for NULLs in note.size; reads and writes go on meanwhile.
ALTER TABLE "note" VALIDATE CONSTRAINT "size__not_null";

-- step: transaction

-- note.size must have a value, as the check has shown; locks note for a moment.
ALTER TABLE "note" ALTER COLUMN "size" SET NOT NULL;

-- The check has served.
ALTER TABLE "note" DROP CONSTRAINT "size__not_null";
