-- Renames column note.body to Body; no row is touched.
ALTER TABLE "note" RENAME COLUMN "body" TO "Body";
