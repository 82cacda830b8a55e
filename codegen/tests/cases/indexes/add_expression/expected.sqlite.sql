-- Index of note.
CREATE INDEX "note_lower_idx" ON "note" (lower(a) DESC);
