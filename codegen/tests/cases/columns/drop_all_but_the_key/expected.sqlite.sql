-- Drop column a of note.
-- Careful: the values of a are lost
-- Careful: code that names a fails
ALTER TABLE "note" DROP COLUMN "a";

-- Drop column b of note.
-- Careful: the values of b are lost
-- Careful: code that names b fails
ALTER TABLE "note" DROP COLUMN "b";
