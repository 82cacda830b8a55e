-- Drops the unique constraint note_a_key.
ALTER TABLE "note" DROP CONSTRAINT "note_a_key";

-- Builds an index on note; writes to it wait meanwhile.
CREATE UNIQUE INDEX "note_a_idx" ON "note" ("a");
