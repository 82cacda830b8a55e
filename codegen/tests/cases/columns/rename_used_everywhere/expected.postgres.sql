-- Renames column note.name to title; no row is touched.
-- Careful: code that knows it as name fails from here on
ALTER TABLE "note" RENAME COLUMN "name" TO "title";

-- Renames column note.size to amount; no row is touched.
-- Careful: code that knows it as size fails from here on
ALTER TABLE "note" RENAME COLUMN "size" TO "amount";

-- Renames constraint note_size_check of note to note_amount_check; no row is touched.
ALTER TABLE "note" RENAME CONSTRAINT "note_size_check" TO "note_amount_check";

-- Renames constraint note_size_key of note to note_amount_key; no row is touched.
ALTER TABLE "note" RENAME CONSTRAINT "note_size_key" TO "note_amount_key";
