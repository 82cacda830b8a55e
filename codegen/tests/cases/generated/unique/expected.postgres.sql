-- step: check REWRITE_TOO_LARGE allow=rewrite:note.shout "note has more than 100000 rows, and nobody could read or write it while all of them are written anew for shout: make the change with `generate --phased`, or allow this way with `--allow rewrite:note.shout`"

SELECT 'more than 100000' AS "rows"
FROM "note"
LIMIT 1 OFFSET 100000;

-- step: transaction

-- Takes the unique constraint note_shout_key away for now: it depends on a column that changes.
ALTER TABLE "note" DROP CONSTRAINT "note_shout_key";

-- Drops the generated column note.shout, to add it again as it is to be.
ALTER TABLE "note" DROP COLUMN "shout";

-- Adds note.shout again; rewrites note while it is locked.
ALTER TABLE "note" ADD COLUMN "shout" text GENERATED ALWAYS AS (upper(body) || '!') STORED NOT NULL;

-- Puts the unique constraint note_shout_key back: builds its index while note is locked.
ALTER TABLE "note" ADD CONSTRAINT "note_shout_key"
    UNIQUE ("shout");
