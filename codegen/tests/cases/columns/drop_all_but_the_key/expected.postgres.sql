-- Drops the column note.a and its values; locks note for a moment.
ALTER TABLE "note" DROP COLUMN "a";

-- Drops the column note.b and its values; locks note for a moment.
ALTER TABLE "note" DROP COLUMN "b";
