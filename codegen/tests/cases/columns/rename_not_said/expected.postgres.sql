-- Adds the column note.text; locks note for a moment.
-- Careful: note.text has neither default nor backfill: this fails if note has rows
ALTER TABLE "note" ADD COLUMN "text" text NOT NULL;

-- Drops the column note.body and its values; locks note for a moment.
ALTER TABLE "note" DROP COLUMN "body";
