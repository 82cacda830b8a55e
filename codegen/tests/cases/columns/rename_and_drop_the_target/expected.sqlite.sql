-- Rename column text of note to text_dropped.
-- Careful: code that names text fails
ALTER TABLE "note" RENAME COLUMN "text" TO "text_dropped";

-- Rename column body of note to text.
-- Careful: code that names body fails
ALTER TABLE "note" RENAME COLUMN "body" TO "text";

-- Drop column text_dropped of note.
-- Careful: the values of text_dropped are lost
-- Careful: code that names text_dropped fails
ALTER TABLE "note" DROP COLUMN "text_dropped";
