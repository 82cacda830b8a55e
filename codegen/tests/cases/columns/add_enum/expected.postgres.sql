-- Creates the type state.
CREATE TYPE "state" AS ENUM (
    'open',
    'paid'
);

-- Adds the column note.state; locks note for a moment.
ALTER TABLE "note" ADD COLUMN "state" "state" DEFAULT 'open' NOT NULL;
