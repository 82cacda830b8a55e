-- Adds the column note.done; locks note for a moment.
ALTER TABLE "note" ADD COLUMN "done" boolean DEFAULT false NOT NULL;
