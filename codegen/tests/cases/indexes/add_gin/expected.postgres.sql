-- step: alone

-- Builds the index note_meta_idx; reads and writes of note go on meanwhile.
CREATE INDEX CONCURRENTLY "note_meta_idx" ON "note" USING "gin" ("meta");
