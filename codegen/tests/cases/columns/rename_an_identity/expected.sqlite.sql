-- Rename column id of visit to number.
-- Careful: code that names id fails
ALTER TABLE "visit" RENAME COLUMN "id" TO "number";
