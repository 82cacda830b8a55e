-- step: alone

-- Drops the index note_a_idx; reads and writes of note go on.
DROP INDEX CONCURRENTLY "note_a_idx";
