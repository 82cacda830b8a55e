-- Renames column note.body to text; no row is touched.
ALTER TABLE "note" RENAME COLUMN "body" TO "text";

-- Adds the column note.body; locks note for a moment.
ALTER TABLE "note" ADD COLUMN "body" integer;
