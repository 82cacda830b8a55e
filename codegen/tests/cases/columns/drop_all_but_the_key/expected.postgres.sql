-- Drops the column note.a and its values; locks note for a moment.
-- Careful: code that uses note.a fails from here on
ALTER TABLE "note" DROP COLUMN "a";

-- Drops the column note.b and its values; locks note for a moment.
-- Careful: code that uses note.b fails from here on
ALTER TABLE "note" DROP COLUMN "b";
