-- Adds the check note_check: reads every row of note while it is locked.
ALTER TABLE "note" ADD CONSTRAINT "note_check"
    CHECK (size < 100);
