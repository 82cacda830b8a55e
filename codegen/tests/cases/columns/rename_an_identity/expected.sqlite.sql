-- Rename column id of visit to number.
ALTER TABLE "visit" RENAME COLUMN "id" TO "number";
