-- Drop column more of note.
-- Careful: the values of more are lost
-- Careful: code that names more fails
ALTER TABLE "note" DROP COLUMN "more";
