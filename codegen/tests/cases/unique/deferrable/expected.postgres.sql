-- Drops the unique constraint note_a_key.
ALTER TABLE "note" DROP CONSTRAINT "note_a_key";

-- Adds the unique constraint note_a_key: builds its index while note is locked.
ALTER TABLE "note" ADD CONSTRAINT "note_a_key"
    UNIQUE ("a") DEFERRABLE INITIALLY DEFERRED;
