-- Drop an index of note.
DROP INDEX "look";

-- Index of note.
CREATE INDEX "see" ON "note" ("a");
