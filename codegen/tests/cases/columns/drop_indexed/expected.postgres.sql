-- Drops the index note_size_idx.
DROP INDEX "note_size_idx";

-- Drops the column note.size and its values; locks note for a moment.
ALTER TABLE "note" DROP COLUMN "size";
