-- Builds an index on note; writes to it wait meanwhile.
CREATE INDEX "note_meta_idx" ON "note" USING "gin" ("meta");
