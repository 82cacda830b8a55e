-- step: alone

-- Builds the index note_b_idx; reads and writes of note go on meanwhile.
CREATE INDEX CONCURRENTLY "note_b_idx" ON "note" ("b" DESC NULLS LAST);
