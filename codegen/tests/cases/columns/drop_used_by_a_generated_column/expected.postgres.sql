-- Drops the generated column note.ab, to add it again as it is to be.
ALTER TABLE "note" DROP COLUMN "ab";

-- Adds note.ab again; rewrites note while it is locked.
ALTER TABLE "note" ADD COLUMN "ab" text GENERATED ALWAYS AS (a || '!') STORED NOT NULL;

-- Drops the column note.b and its values; locks note for a moment.
-- Careful: code that uses note.b fails from here on
ALTER TABLE "note" DROP COLUMN "b";
