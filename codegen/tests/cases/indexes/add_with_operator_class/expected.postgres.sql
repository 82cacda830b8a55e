-- step: alone

-- Builds the index note_a_idx; reads and writes of note go on meanwhile.
CREATE INDEX CONCURRENTLY "note_a_idx" ON "note" ("a" COLLATE "C" text_pattern_ops);
