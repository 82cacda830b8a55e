-- Renames type state to stage; no row is touched.
ALTER TYPE "state" RENAME TO "stage";

-- The default of note.state is of the old type; it is set again below.
ALTER TABLE "note" ALTER COLUMN "state" DROP DEFAULT;

-- note.state becomes text; note is locked meanwhile, and rewritten unless the values stay as they are.
ALTER TABLE "note" ALTER COLUMN "state" TYPE text;

-- New rows get this in note.state; no row is touched.
ALTER TABLE "note" ALTER COLUMN "state" SET DEFAULT 'open';

-- Drops the type stage, which no column has any more.
DROP TYPE "stage";

-- Adds the check note_state_check: reads every row of note while it is locked.
ALTER TABLE "note" ADD CONSTRAINT "note_state_check"
    CHECK ("state" in ('open', 'paid'));
