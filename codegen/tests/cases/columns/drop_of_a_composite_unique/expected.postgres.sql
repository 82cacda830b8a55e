-- Drops the unique constraint note_a_b_key.
ALTER TABLE "note" DROP CONSTRAINT "note_a_b_key";

-- Drops the column note.b and its values; locks note for a moment.
-- Careful: code that uses note.b fails from here on
ALTER TABLE "note" DROP COLUMN "b";
