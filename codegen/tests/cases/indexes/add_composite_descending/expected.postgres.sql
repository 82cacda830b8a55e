-- Builds an index on note; writes to it wait meanwhile.
CREATE INDEX "note_a_b_idx" ON "note" ("a", "b" DESC);
