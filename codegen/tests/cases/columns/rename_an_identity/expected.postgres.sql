-- Renames column visit.id to number; no row is touched.
-- Careful: code that knows it as id fails from here on
ALTER TABLE "visit" RENAME COLUMN "id" TO "number";
