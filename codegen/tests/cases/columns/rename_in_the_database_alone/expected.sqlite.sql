-- Rename column body of note to theBody.
-- Careful: code that names body fails
ALTER TABLE "note" RENAME COLUMN "body" TO "theBody";
