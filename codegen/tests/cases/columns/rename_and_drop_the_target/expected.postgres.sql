-- step: check NULL_VALUES "note.text is NULL in some rows, and is to have a value: give it a backfill"

SELECT "id", "text"
FROM "note"
WHERE "text" IS NULL;

-- step: transaction

-- No NULL comes into note.text from here on; locks note for a moment.
-- Careful: code that writes no value into note.text fails from here on
ALTER TABLE "note" ADD CONSTRAINT "text__not_null"
    CHECK ("text" IS NOT NULL) NOT VALID;

-- Drops the column note.body and its values; locks note for a moment.
-- Careful: code that uses note.body fails from here on
ALTER TABLE "note" DROP COLUMN "body";

-- step: transaction

-- Looks for NULLs in note.text; reads and writes go on meanwhile.
ALTER TABLE "note" VALIDATE CONSTRAINT "text__not_null";

-- step: transaction

-- note.text must have a value, as the check has shown; locks note for a moment.
ALTER TABLE "note" ALTER COLUMN "text" SET NOT NULL;

-- The check has served.
ALTER TABLE "note" DROP CONSTRAINT "text__not_null";
