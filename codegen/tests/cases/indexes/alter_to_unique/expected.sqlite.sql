-- Drop an index of note.
DROP INDEX "look";

-- Index of note.
CREATE UNIQUE INDEX "look" ON "note" ("a");
