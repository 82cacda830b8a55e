-- Takes the unique constraint note_shout_key away for now: it depends on a column that changes.
ALTER TABLE "note" DROP CONSTRAINT "note_shout_key";

-- Drops the generated column note.shout, to add it again as it is to be.
ALTER TABLE "note" DROP COLUMN "shout";

-- Adds note.shout again; rewrites note while it is locked.
ALTER TABLE "note" ADD COLUMN "shout" text GENERATED ALWAYS AS (upper(body) || '!') STORED NOT NULL;

-- Puts the unique constraint note_shout_key back: builds its index while note is locked.
ALTER TABLE "note" ADD CONSTRAINT "note_shout_key"
    UNIQUE ("shout");
