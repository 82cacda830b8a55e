-- Builds an index on mark; writes to it wait meanwhile.
CREATE INDEX "mark_doc_nr_idx" ON "mark" ("doc", "nr");

-- Adds the foreign key mark_doc_nr_fkey: checks every row, and writes to mark and line wait meanwhile.
ALTER TABLE "mark" ADD CONSTRAINT "mark_doc_nr_fkey"
    FOREIGN KEY ("doc", "nr") REFERENCES "line" ("doc", "nr") ON DELETE CASCADE;
