-- Adds the column note.more; locks note for a moment.
ALTER TABLE "note" ADD COLUMN "more" text;
