-- Drop column shout of note.
-- Careful: the values of shout are lost
-- Careful: code that names shout fails
ALTER TABLE "note" DROP COLUMN "shout";
