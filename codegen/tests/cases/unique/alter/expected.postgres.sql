-- step: alone

-- Builds the index of the unique constraint one; reads and writes of note go on meanwhile.
CREATE UNIQUE INDEX CONCURRENTLY "one__new" ON "note" ("a", "b");

-- step: transaction

-- Drops the unique constraint one.
ALTER TABLE "note" DROP CONSTRAINT "one";

-- Turns the index into the unique constraint one; locks note for a moment.
ALTER TABLE "note" ADD CONSTRAINT "one"
    UNIQUE USING INDEX "one__new";
