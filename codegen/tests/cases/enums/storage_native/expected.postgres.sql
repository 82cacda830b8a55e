-- Creates the type state.
CREATE TYPE "state" AS ENUM (
    'open',
    'paid',
    'lost'
);

-- Drops the check note_last_check.
ALTER TABLE "note" DROP CONSTRAINT "note_last_check";

-- Drops the check note_state_check.
ALTER TABLE "note" DROP CONSTRAINT "note_state_check";

-- note.last becomes "state"; note is locked meanwhile, and rewritten unless the values stay as they are.
ALTER TABLE "note" ALTER COLUMN "last" TYPE "state"
    USING "last"::"state";

-- The default of note.state is of the old type; it is set again below.
ALTER TABLE "note" ALTER COLUMN "state" DROP DEFAULT;

-- note.state becomes "state"; note is locked meanwhile, and rewritten unless the values stay as they are.
ALTER TABLE "note" ALTER COLUMN "state" TYPE "state"
    USING "state"::"state";

-- New rows get this in note.state; no row is touched.
ALTER TABLE "note" ALTER COLUMN "state" SET DEFAULT 'open';
