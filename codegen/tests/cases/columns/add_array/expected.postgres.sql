-- Adds the column note.tags; locks note for a moment.
ALTER TABLE "note" ADD COLUMN "tags" text[] DEFAULT '{"a","b"}' NOT NULL;
