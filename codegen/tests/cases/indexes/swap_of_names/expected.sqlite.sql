-- Drop an index of note.
DROP INDEX "one";

-- Drop an index of note.
DROP INDEX "two";

-- Index of note.
CREATE INDEX "one" ON "note" ("b");

-- Index of note.
CREATE INDEX "two" ON "note" ("a");
