-- Rename column id of person to number.
ALTER TABLE "person" RENAME COLUMN "id" TO "number";
