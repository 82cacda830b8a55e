-- Adds the check note_at_check: reads every row of note while it is locked.
ALTER TABLE "note" ADD CONSTRAINT "note_at_check"
    CHECK (at > '2020-01-01'::timestamptz);
