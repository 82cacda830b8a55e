-- Drops the check note_size_check.
ALTER TABLE "note" DROP CONSTRAINT "note_size_check";

-- Drops the column note.size and its values; locks note for a moment.
-- Careful: code that uses note.size fails from here on
ALTER TABLE "note" DROP COLUMN "size";
