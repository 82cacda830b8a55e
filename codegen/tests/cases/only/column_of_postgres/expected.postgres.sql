-- Adds the column note.search; locks note for a moment.
ALTER TABLE "note" ADD COLUMN "search" tsvector;
