-- Drop column body of note.
-- Careful: the values of body are lost
-- Careful: code that names body fails
ALTER TABLE "note" DROP COLUMN "body";

-- Drop table tag.
-- Careful: the rows of tag are lost
-- Careful: code that names tag fails
DROP TABLE "tag";
