-- Renames column visit.id to number; no row is touched.
ALTER TABLE "visit" RENAME COLUMN "id" TO "number";
