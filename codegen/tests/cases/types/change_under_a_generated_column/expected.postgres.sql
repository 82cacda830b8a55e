-- Drops the generated column note.double, to add it again as it is to be.
ALTER TABLE "note" DROP COLUMN "double";

-- note.value becomes bigint; note is locked while all of its rows are written anew.
-- Careful: nobody reads or writes note meanwhile, which takes as long as it has rows
ALTER TABLE "note" ALTER COLUMN "value" TYPE bigint;

-- Adds note.double again; rewrites note while it is locked.
ALTER TABLE "note" ADD COLUMN "double" bigint GENERATED ALWAYS AS (value * 2) STORED NOT NULL;
