-- Renames column note.name to name_dropped; no row is touched.
-- Careful: code that knows it as name fails from here on
ALTER TABLE "note" RENAME COLUMN "name" TO "name_dropped";

-- Renames column note.title to name; no row is touched.
-- Careful: code that knows it as title fails from here on
ALTER TABLE "note" RENAME COLUMN "title" TO "name";

-- Drops the column note.name_dropped and its values; locks note for a moment.
-- Careful: code that uses note.name_dropped fails from here on
ALTER TABLE "note" DROP COLUMN "name_dropped";
