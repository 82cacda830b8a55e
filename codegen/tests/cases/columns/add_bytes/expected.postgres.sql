-- Adds the column note.blob; locks note for a moment.
ALTER TABLE "note" ADD COLUMN "blob" bytea;
