-- Adds the column note.slug; locks note for a moment.
-- Careful: note.slug has neither default nor backfill: this fails if note has rows
ALTER TABLE "note" ADD COLUMN "slug" text NOT NULL;
