-- step: alone

-- Builds the index note_a_b_idx; reads and writes of note go on meanwhile.
CREATE INDEX CONCURRENTLY "note_a_b_idx" ON "note" ("a", "b" DESC);
