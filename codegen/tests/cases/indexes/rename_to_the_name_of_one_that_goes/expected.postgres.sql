-- step: transaction

-- Renames index look to look_dropped; no row is touched.
ALTER INDEX "look" RENAME TO "look_dropped";

-- Renames index see to look; no row is touched.
ALTER INDEX "see" RENAME TO "look";

-- step: alone

-- Drops the index look_dropped; reads and writes of note go on.
DROP INDEX CONCURRENTLY "look_dropped";
