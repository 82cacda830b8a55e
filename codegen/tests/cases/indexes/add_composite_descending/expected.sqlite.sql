-- Index of note.
CREATE INDEX "note_a_b_idx" ON "note" ("a", "b" DESC);
