-- Renames column person.id to number; no row is touched.
ALTER TABLE "person" RENAME COLUMN "id" TO "number";
