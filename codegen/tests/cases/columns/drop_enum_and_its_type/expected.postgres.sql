-- Drops the column note.state and its values; locks note for a moment.
-- Careful: code that uses note.state fails from here on
ALTER TABLE "note" DROP COLUMN "state";

-- Drops the type state, which no column has any more.
DROP TYPE "state";
