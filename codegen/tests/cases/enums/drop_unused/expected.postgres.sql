-- Drops the type state, which no column has any more.
DROP TYPE "state";

-- note.body may be NULL; locks "note" for a moment.
ALTER TABLE "note" ALTER COLUMN "body" DROP NOT NULL;
