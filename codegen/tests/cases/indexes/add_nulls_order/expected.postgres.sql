-- Builds an index on note; writes to it wait meanwhile.
CREATE INDEX "note_b_idx" ON "note" ("b" DESC NULLS LAST);
