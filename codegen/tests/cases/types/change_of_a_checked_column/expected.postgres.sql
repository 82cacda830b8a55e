-- Takes the check note_value_check away for now: it depends on a column that changes.
ALTER TABLE "note" DROP CONSTRAINT "note_value_check";

-- note.value becomes bigint; note is locked meanwhile, and rewritten unless the values stay as they are.
ALTER TABLE "note" ALTER COLUMN "value" TYPE bigint;

-- Puts the check note_value_check back: reads every row of note while it is locked.
ALTER TABLE "note" ADD CONSTRAINT "note_value_check"
    CHECK (value > 0);
