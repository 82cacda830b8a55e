-- Renames column note.body to theBody; no row is touched.
ALTER TABLE "note" RENAME COLUMN "body" TO "theBody";
