-- Drops the check note_size_check.
ALTER TABLE "note" DROP CONSTRAINT "note_size_check";

-- Adds the check note_size_check: reads every row of note while it is locked.
ALTER TABLE "note" ADD CONSTRAINT "note_size_check"
    CHECK (size > 1);
