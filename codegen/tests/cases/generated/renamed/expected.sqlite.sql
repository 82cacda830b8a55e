-- Rename column twice of note to double.
ALTER TABLE "note" RENAME COLUMN "twice" TO "double";
