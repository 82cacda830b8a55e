-- step: check COLUMN_NEEDS_VALUE "note has rows, and its new column slug has no value for them: give it a default or a backfill"

SELECT "id"
FROM "note";

-- step: transaction

-- Adds the column note.slug; locks note for a moment.
-- Careful: note.slug has neither default nor backfill: this fails if note has rows
ALTER TABLE "note" ADD COLUMN "slug" text NOT NULL;
