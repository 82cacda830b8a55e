-- Drop an index of note.
DROP INDEX "look";

-- Drop an index of note.
DROP INDEX "see";

-- Index of note.
CREATE INDEX "look" ON "note" ("b");
