-- Builds an index on note; writes to it wait meanwhile.
CREATE UNIQUE INDEX "note_a_b_idx" ON "note" ("a", "b");

-- Builds an index on note; writes to it wait meanwhile.
CREATE INDEX "note_a_idx" ON "note" ("a");

-- Builds an index on note; writes to it wait meanwhile.
CREATE INDEX "note_b_idx" ON "note" ("b");
