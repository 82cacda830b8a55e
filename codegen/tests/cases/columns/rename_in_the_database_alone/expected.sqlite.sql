-- Rename column body of note to theBody.
ALTER TABLE "note" RENAME COLUMN "body" TO "theBody";
