-- Drop table tag.
-- Careful: the rows of tag are lost
-- Careful: code that names tag fails
DROP TABLE "tag";
