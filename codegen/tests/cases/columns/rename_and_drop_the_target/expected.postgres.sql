-- Renames column note.text to text_dropped; no row is touched.
-- Careful: code that knows it as text fails from here on
ALTER TABLE "note" RENAME COLUMN "text" TO "text_dropped";

-- Renames column note.body to text; no row is touched.
-- Careful: code that knows it as body fails from here on
ALTER TABLE "note" RENAME COLUMN "body" TO "text";

-- Drops the column note.text_dropped and its values; locks note for a moment.
-- Careful: code that uses note.text_dropped fails from here on
ALTER TABLE "note" DROP COLUMN "text_dropped";
