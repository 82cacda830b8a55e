-- Adds the check note_size_check: reads every row of note while it is locked.
ALTER TABLE "note" ADD CONSTRAINT "note_size_check"
    CHECK (size > 2);
