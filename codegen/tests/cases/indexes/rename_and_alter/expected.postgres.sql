-- Renames index look to see; no row is touched.
ALTER INDEX "look" RENAME TO "see";

-- Drops the index see.
DROP INDEX "see";

-- Builds an index on note; writes to it wait meanwhile.
CREATE INDEX "see" ON "note" ("a", "b");
