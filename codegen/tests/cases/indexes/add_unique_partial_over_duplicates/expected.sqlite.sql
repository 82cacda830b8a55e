-- Index of note.
CREATE UNIQUE INDEX "note_a_idx" ON "note" ("a") WHERE b is not null;
