-- Drop an index of note.
DROP INDEX "note_size_idx";

-- Drop column size of note and its values.
ALTER TABLE "note" DROP COLUMN "size";
