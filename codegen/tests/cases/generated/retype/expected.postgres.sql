-- Drops the generated column note.twice, to add it again as it is to be.
ALTER TABLE "note" DROP COLUMN "twice";

-- Adds note.twice again; rewrites note while it is locked.
ALTER TABLE "note" ADD COLUMN "twice" bigint GENERATED ALWAYS AS (size * 2) STORED NOT NULL;
