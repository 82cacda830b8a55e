-- Drops the check note_size_check.
ALTER TABLE "note" DROP CONSTRAINT "note_size_check";
