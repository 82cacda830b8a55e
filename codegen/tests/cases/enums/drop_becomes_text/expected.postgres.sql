-- note.state becomes text; note is locked while all of its rows are written anew.
-- Careful: nobody reads or writes note meanwhile, which takes as long as it has rows
ALTER TABLE "note" ALTER COLUMN "state" TYPE text;

-- Drops the type state, which no column has any more.
DROP TYPE "state";
