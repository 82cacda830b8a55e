-- Drops the index look.
DROP INDEX "look";

-- Builds an index on note; writes to it wait meanwhile.
CREATE INDEX "look" ON "note" USING "brin" ("b");
