-- Drops the index note_a_idx.
DROP INDEX "note_a_idx";
