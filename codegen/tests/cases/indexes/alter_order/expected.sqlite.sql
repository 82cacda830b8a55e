-- Drop an index of note.
DROP INDEX "look";

-- Index of note.
CREATE INDEX "look" ON "note" ("a" DESC, "b");
