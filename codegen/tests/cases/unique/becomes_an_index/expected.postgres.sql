-- step: alone

-- Builds the index note_a_idx; reads and writes of note go on meanwhile.
CREATE UNIQUE INDEX CONCURRENTLY "note_a_idx" ON "note" ("a");

-- step: transaction

-- Drops the unique constraint note_a_key.
ALTER TABLE "note" DROP CONSTRAINT "note_a_key";
