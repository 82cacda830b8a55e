-- Drops the column note.more and its values; locks note for a moment.
ALTER TABLE "note" DROP COLUMN "more";
