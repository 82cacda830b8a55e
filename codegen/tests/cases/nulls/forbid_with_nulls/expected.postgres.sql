-- step: check NULL_VALUES "note.body is NULL in some rows, and is to have a value: give it a backfill"

SELECT "id", "body"
FROM "note"
WHERE "body" IS NULL;

-- step: transaction

-- No NULL comes into note.body from here on; locks note for a moment.
-- Careful: code that writes no value into note.body fails from here on
ALTER TABLE "note" ADD CONSTRAINT "body__not_null"
    CHECK ("body" IS NOT NULL) NOT VALID;

-- step: transaction

-- Looks for NULLs in note.body; reads and writes go on meanwhile.
ALTER TABLE "note" VALIDATE CONSTRAINT "body__not_null";

-- step: transaction

-- note.body must have a value, as the check has shown; locks note for a moment.
ALTER TABLE "note" ALTER COLUMN "body" SET NOT NULL;

-- The check has served.
ALTER TABLE "note" DROP CONSTRAINT "body__not_null";
