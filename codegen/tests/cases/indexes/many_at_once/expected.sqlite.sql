-- Index of note.
CREATE UNIQUE INDEX "note_a_b_idx" ON "note" ("a", "b");

-- Index of note.
CREATE INDEX "note_a_idx" ON "note" ("a");

-- Index of note.
CREATE INDEX "note_b_idx" ON "note" ("b");
