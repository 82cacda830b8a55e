-- Rename column id of person to number.
-- Careful: code that names id fails
ALTER TABLE "person" RENAME COLUMN "id" TO "number";
