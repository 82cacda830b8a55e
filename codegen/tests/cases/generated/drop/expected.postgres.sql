-- Drops the column note.shout and its values; locks note for a moment.
ALTER TABLE "note" DROP COLUMN "shout";
