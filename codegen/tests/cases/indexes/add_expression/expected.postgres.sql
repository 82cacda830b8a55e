-- step: alone

-- Builds the index note_lower_idx; reads and writes of note go on meanwhile.
CREATE INDEX CONCURRENTLY "note_lower_idx" ON "note" ((lower(a)) DESC);
