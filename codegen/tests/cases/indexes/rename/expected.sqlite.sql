-- Drop an index of note.
DROP INDEX "note_a_idx";

-- Index of note.
CREATE INDEX "look" ON "note" ("a");
