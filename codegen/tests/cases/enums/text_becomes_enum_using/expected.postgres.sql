-- Creates the type state.
CREATE TYPE "state" AS ENUM (
    'open',
    'paid',
    'lost'
);

-- note.state becomes "state"; note is locked meanwhile, and rewritten unless the values stay as they are.
ALTER TABLE "note" ALTER COLUMN "state" TYPE "state"
    USING (case state when 'o' then 'open' else 'lost' end)::state;
