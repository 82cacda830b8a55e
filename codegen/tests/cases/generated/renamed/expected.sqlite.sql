-- Rename column twice of note to double.
-- Careful: code that names twice fails
ALTER TABLE "note" RENAME COLUMN "twice" TO "double";
