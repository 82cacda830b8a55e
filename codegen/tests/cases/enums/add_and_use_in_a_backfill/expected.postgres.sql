-- step: alone

-- Adds the value new to state, by itself: a transaction cannot use what it adds here.
ALTER TYPE "state" ADD VALUE IF NOT EXISTS 'new' BEFORE 'open';

-- step: batches key=id size=1000

-- Fills the gaps of note.last, 1000 rows at a time; each batch locks the rows that it writes.
UPDATE "note" SET "last" = 'new'
WHERE "id" IN (
    SELECT "id" FROM "note"
    WHERE "last" IS NULL
    LIMIT 1000
) AND "last" IS NULL;

-- step: transaction

-- No NULL comes into note.last from here on; locks note for a moment.
-- Careful: code that writes no value into note.last fails from here on
ALTER TABLE "note" ADD CONSTRAINT "last__not_null"
    CHECK ("last" IS NOT NULL) NOT VALID;

-- step: batches key=id size=1000

-- Fills what came meanwhile: note.last, 1000 rows at a time; each batch locks the rows that it writes.
UPDATE "note" SET "last" = 'new'
WHERE "id" IN (
    SELECT "id" FROM "note"
    WHERE "last" IS NULL
    LIMIT 1000
) AND "last" IS NULL;

-- step: transaction

-- Looks for NULLs in note.last; reads and writes go on meanwhile.
ALTER TABLE "note" VALIDATE CONSTRAINT "last__not_null";

-- step: transaction

-- note.last must have a value, as the check has shown; locks note for a moment.
ALTER TABLE "note" ALTER COLUMN "last" SET NOT NULL;

-- The check has served.
ALTER TABLE "note" DROP CONSTRAINT "last__not_null";
