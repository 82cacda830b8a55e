-- Renames column note.body to Body; no row is touched.
-- Careful: code that knows it as body fails from here on
ALTER TABLE "note" RENAME COLUMN "body" TO "Body";
