-- Builds an index on note; writes to it wait meanwhile.
CREATE INDEX "note_a_idx" ON "note" ("a");
