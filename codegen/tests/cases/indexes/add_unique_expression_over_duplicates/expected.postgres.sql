-- Builds an index on note; writes to it wait meanwhile.
CREATE UNIQUE INDEX "note_lower_idx" ON "note" ((lower(a)));
