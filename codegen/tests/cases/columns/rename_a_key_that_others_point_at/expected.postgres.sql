-- Renames column person.id to number; no row is touched.
-- Careful: code that knows it as id fails from here on
ALTER TABLE "person" RENAME COLUMN "id" TO "number";
