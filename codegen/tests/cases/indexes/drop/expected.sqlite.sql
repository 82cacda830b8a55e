-- Drop an index of note.
DROP INDEX "note_a_idx";
