-- step: transaction

-- Adds the column note.size; locks note for a moment.
ALTER TABLE "note" ADD COLUMN "size" integer;

-- step: alone

-- Builds the index note_size_idx; reads and writes of note go on meanwhile.
CREATE INDEX CONCURRENTLY "note_size_idx" ON "note" ("size");
