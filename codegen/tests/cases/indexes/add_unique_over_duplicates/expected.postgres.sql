-- Builds an index on note; writes to it wait meanwhile.
CREATE UNIQUE INDEX "note_a_idx" ON "note" ("a");
