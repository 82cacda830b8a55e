-- Adds the unique constraint note_a_b_key: builds its index while note is locked.
ALTER TABLE "note" ADD CONSTRAINT "note_a_b_key"
    UNIQUE ("a", "b");
