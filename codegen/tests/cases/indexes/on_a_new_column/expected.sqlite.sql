-- Add column c to note.
ALTER TABLE "note" ADD COLUMN "c" TEXT NOT NULL DEFAULT 'x';

-- Index of note.
CREATE INDEX "note_c_a_idx" ON "note" ("c", "a");
