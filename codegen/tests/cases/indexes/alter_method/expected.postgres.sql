-- step: alone

-- Builds the index look; reads and writes of note go on meanwhile.
CREATE INDEX CONCURRENTLY "look__new" ON "note" USING "brin" ("b");

-- step: transaction

-- Drops the old index look, now that the new one is there; locks note for a moment.
DROP INDEX "look";

-- The new index look gets its name.
ALTER INDEX "look__new" RENAME TO "look";
