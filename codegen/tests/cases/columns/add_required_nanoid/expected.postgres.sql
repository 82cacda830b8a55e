-- Adds the column note.code; locks note for a moment.
-- Careful: note.code has neither default nor backfill: this fails if note has rows
ALTER TABLE "note" ADD COLUMN "code" text NOT NULL;
