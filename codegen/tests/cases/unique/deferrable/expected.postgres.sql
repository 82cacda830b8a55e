-- step: alone

-- Builds the index of the unique constraint note_a_key; reads and writes of note go on meanwhile.
CREATE UNIQUE INDEX CONCURRENTLY "note_a_key__new" ON "note" ("a");

-- step: transaction

-- Drops the unique constraint note_a_key.
ALTER TABLE "note" DROP CONSTRAINT "note_a_key";

-- Turns the index into the unique constraint note_a_key; locks note for a moment.
ALTER TABLE "note" ADD CONSTRAINT "note_a_key"
    UNIQUE USING INDEX "note_a_key__new" DEFERRABLE INITIALLY DEFERRED;
