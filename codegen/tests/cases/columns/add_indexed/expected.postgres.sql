-- Adds the column note.size; locks note for a moment.
ALTER TABLE "note" ADD COLUMN "size" integer;

-- Builds an index on note; writes to it wait meanwhile.
CREATE INDEX "note_size_idx" ON "note" ("size");
