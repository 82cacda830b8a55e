-- note.state becomes text; note is locked meanwhile, and rewritten unless the values stay as they are.
ALTER TABLE "note" ALTER COLUMN "state" TYPE text;

-- Drops the type state, which no column has any more.
DROP TYPE "state";
