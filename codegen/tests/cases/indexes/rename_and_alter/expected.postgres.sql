-- step: alone

-- Builds the index see; reads and writes of note go on meanwhile.
CREATE INDEX CONCURRENTLY "see__new" ON "note" ("a", "b");

-- step: transaction

-- Renames index look to see; no row is touched.
ALTER INDEX "look" RENAME TO "see";

-- Drops the old index see, now that the new one is there; locks note for a moment.
DROP INDEX "see";

-- The new index see gets its name.
ALTER INDEX "see__new" RENAME TO "see";
