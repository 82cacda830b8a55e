-- Index of note.
CREATE UNIQUE INDEX "note_lower_idx" ON "note" (lower(a));
