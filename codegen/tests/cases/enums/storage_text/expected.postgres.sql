-- note.last becomes text; note is locked meanwhile, and rewritten unless the values stay as they are.
ALTER TABLE "note" ALTER COLUMN "last" TYPE text;

-- The default of note.state is of the old type; it is set again below.
ALTER TABLE "note" ALTER COLUMN "state" DROP DEFAULT;

-- note.state becomes text; note is locked meanwhile, and rewritten unless the values stay as they are.
ALTER TABLE "note" ALTER COLUMN "state" TYPE text;

-- New rows get this in note.state; no row is touched.
ALTER TABLE "note" ALTER COLUMN "state" SET DEFAULT 'open';

-- Drops the type state, which no column has any more.
DROP TYPE "state";

-- Adds the check note_last_check: reads every row of note while it is locked.
ALTER TABLE "note" ADD CONSTRAINT "note_last_check"
    CHECK ("last" in ('open', 'paid', 'lost'));

-- Adds the check note_state_check: reads every row of note while it is locked.
ALTER TABLE "note" ADD CONSTRAINT "note_state_check"
    CHECK ("state" in ('open', 'paid', 'lost'));
