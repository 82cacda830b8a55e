-- Drops the column note.more and its values; locks note for a moment.
-- Careful: code that uses note.more fails from here on
ALTER TABLE "note" DROP COLUMN "more";
