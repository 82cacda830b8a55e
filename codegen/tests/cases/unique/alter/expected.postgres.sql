-- Drops the unique constraint one.
ALTER TABLE "note" DROP CONSTRAINT "one";

-- Adds the unique constraint one: builds its index while note is locked.
ALTER TABLE "note" ADD CONSTRAINT "one"
    UNIQUE ("a", "b");
