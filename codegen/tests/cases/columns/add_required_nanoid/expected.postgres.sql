-- step: check COLUMN_NEEDS_VALUE "note has rows, and its new column code has no value for them: give it a default or a backfill"

SELECT "id"
FROM "note";

-- step: transaction

-- Adds the column note.code; locks note for a moment.
-- Careful: note.code has neither default nor backfill: this fails if note has rows
ALTER TABLE "note" ADD COLUMN "code" text NOT NULL;
