-- Creates the type state.
CREATE TYPE "state" AS ENUM (
    'open',
    'paid',
    'lost'
);

-- note.state becomes "state"; note is locked while all of its rows are written anew.
-- Careful: nobody reads or writes note meanwhile, which takes as long as it has rows
ALTER TABLE "note" ALTER COLUMN "state" TYPE "state"
    USING (case state when 1 then 'open' else 'lost' end)::state;
