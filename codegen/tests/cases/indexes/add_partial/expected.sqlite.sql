-- Index of note.
CREATE INDEX "note_a_idx" ON "note" ("a") WHERE b > 1;
