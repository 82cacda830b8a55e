-- Rename column body of note to text.
ALTER TABLE "note" RENAME COLUMN "body" TO "text";
