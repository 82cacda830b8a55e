-- Adds the column note.size; locks note for a moment.
ALTER TABLE "note" ADD COLUMN "size" integer DEFAULT 1 NOT NULL;

-- Adds the check note_size_check: reads every row of note while it is locked.
ALTER TABLE "note" ADD CONSTRAINT "note_size_check"
    CHECK (size > 0);
