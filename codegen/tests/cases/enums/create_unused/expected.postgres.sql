-- Creates the type state.
CREATE TYPE "state" AS ENUM (
    'open',
    'paid',
    'lost'
);

-- note.body may be NULL; locks "note" for a moment.
ALTER TABLE "note" ALTER COLUMN "body" DROP NOT NULL;
