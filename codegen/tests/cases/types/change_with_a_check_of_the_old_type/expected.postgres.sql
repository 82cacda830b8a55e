-- Drops the check note_value_check.
ALTER TABLE "note" DROP CONSTRAINT "note_value_check";

-- note.value becomes text; note is locked meanwhile, and rewritten unless the values stay as they are.
ALTER TABLE "note" ALTER COLUMN "value" TYPE text;

-- Adds the check note_value_check: reads every row of note while it is locked.
ALTER TABLE "note" ADD CONSTRAINT "note_value_check"
    CHECK (value <> '');
