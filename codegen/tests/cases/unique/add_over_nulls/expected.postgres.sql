-- Adds the unique constraint note_b_key: builds its index while note is locked.
ALTER TABLE "note" ADD CONSTRAINT "note_b_key"
    UNIQUE ("b");
