-- Add column size to note.
ALTER TABLE "note" ADD COLUMN "size" INTEGER;

-- Index of note.
CREATE INDEX "note_size_idx" ON "note" ("size");
