-- Drops note.shout, to add it again as a generated column.
ALTER TABLE "note" DROP COLUMN "shout";

-- Adds note.shout again; rewrites note while it is locked.
ALTER TABLE "note" ADD COLUMN "shout" text GENERATED ALWAYS AS (upper(body)) STORED NOT NULL;
