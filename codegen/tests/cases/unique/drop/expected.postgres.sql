-- Drops the unique constraint note_a_key.
ALTER TABLE "note" DROP CONSTRAINT "note_a_key";
