-- Drops the column note.shout and its values; locks note for a moment.
-- Careful: code that uses note.shout fails from here on
ALTER TABLE "note" DROP COLUMN "shout";
