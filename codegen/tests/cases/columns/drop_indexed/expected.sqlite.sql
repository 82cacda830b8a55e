-- Drop an index of note.
DROP INDEX "note_size_idx";

-- Drop column size of note.
-- Careful: the values of size are lost
-- Careful: code that names size fails
ALTER TABLE "note" DROP COLUMN "size";
