-- Rename column body of note to text.
-- Careful: code that names body fails
ALTER TABLE "note" RENAME COLUMN "body" TO "text";
