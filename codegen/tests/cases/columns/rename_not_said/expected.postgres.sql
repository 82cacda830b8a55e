-- step: check COLUMN_NEEDS_VALUE "note has rows, and its new column text has no value for them: give it a default or a backfill"

SELECT "id"
FROM "note";

-- step: transaction

-- Adds the column note.text; locks note for a moment.
-- Careful: note.text has neither default nor backfill: this fails if note has rows
ALTER TABLE "note" ADD COLUMN "text" text NOT NULL;

-- Drops the column note.body and its values; locks note for a moment.
-- Careful: code that uses note.body fails from here on
ALTER TABLE "note" DROP COLUMN "body";
