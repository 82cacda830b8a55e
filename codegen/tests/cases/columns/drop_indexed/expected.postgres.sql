-- Drops the index note_size_idx; locks note for a moment.
DROP INDEX "note_size_idx";

-- Drops the column note.size and its values; locks note for a moment.
-- Careful: code that uses note.size fails from here on
ALTER TABLE "note" DROP COLUMN "size";
