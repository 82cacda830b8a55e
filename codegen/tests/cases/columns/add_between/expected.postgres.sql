-- Adds the column note.middle; locks note for a moment.
ALTER TABLE "note" ADD COLUMN "middle" text;
