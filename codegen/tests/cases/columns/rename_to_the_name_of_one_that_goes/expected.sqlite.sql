-- Rename column name of note to name_dropped.
-- Careful: code that names name fails
ALTER TABLE "note" RENAME COLUMN "name" TO "name_dropped";

-- Rename column title of note to name.
-- Careful: code that names title fails
ALTER TABLE "note" RENAME COLUMN "title" TO "name";

-- Drop column name_dropped of note.
-- Careful: the values of name_dropped are lost
-- Careful: code that names name_dropped fails
ALTER TABLE "note" DROP COLUMN "name_dropped";
