-- Renames column note.body to text; no row is touched.
ALTER TABLE "note" RENAME COLUMN "body" TO "text";
