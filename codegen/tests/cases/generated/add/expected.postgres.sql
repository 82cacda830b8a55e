-- Adds the column note.shout; rewrites note while it is locked.
ALTER TABLE "note" ADD COLUMN "shout" text GENERATED ALWAYS AS (upper(body)) STORED NOT NULL;
