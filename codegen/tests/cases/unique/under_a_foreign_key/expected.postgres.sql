-- Adds the check note_a_check: reads every row of note while it is locked.
ALTER TABLE "note" ADD CONSTRAINT "note_a_check"
    CHECK (a <> '');
