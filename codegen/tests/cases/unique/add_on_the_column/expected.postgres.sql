-- Adds the unique constraint note_a_key: builds its index while note is locked.
ALTER TABLE "note" ADD CONSTRAINT "note_a_key"
    UNIQUE ("a");
