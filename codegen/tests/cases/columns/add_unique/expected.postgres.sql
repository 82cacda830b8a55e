-- Adds the column note.code; locks note for a moment.
ALTER TABLE "note" ADD COLUMN "code" text;

-- Adds the unique constraint note_code_key: builds its index while note is locked.
ALTER TABLE "note" ADD CONSTRAINT "note_code_key"
    UNIQUE ("code");
