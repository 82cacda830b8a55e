-- Adds the column note.mark; locks note for a moment.
ALTER TABLE "note" ADD COLUMN "mark" text;
