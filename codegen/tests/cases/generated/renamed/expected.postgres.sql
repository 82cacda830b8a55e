-- Renames column note.twice to double; no row is touched.
ALTER TABLE "note" RENAME COLUMN "twice" TO "double";
