-- Adds the check ordered: reads every row of note while it is locked.
ALTER TABLE "note" ADD CONSTRAINT "ordered"
    CHECK (low <= high);
