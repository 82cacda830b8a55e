-- Renames column note.twice to double; no row is touched.
-- Careful: code that knows it as twice fails from here on
ALTER TABLE "note" RENAME COLUMN "twice" TO "double";
