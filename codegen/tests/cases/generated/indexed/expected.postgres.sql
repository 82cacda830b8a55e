-- step: check REWRITE_TOO_LARGE allow=rewrite:note.shout "note has more than 100000 rows, and nobody could read or write it while all of them are written anew for shout: make the change with `generate --phased`, or allow this way with `--allow rewrite:note.shout`"

SELECT 'more than 100000' AS "rows"
FROM "note"
LIMIT 1 OFFSET 100000;

-- step: transaction

-- Drops the index note_shout_idx for now: it depends on a column that changes.
DROP INDEX "note_shout_idx";

-- Drops the generated column note.shout, to add it again as it is to be.
ALTER TABLE "note" DROP COLUMN "shout";

-- Adds note.shout again; rewrites note while it is locked.
ALTER TABLE "note" ADD COLUMN "shout" text GENERATED ALWAYS AS (lower(body)) STORED NOT NULL;

-- Builds the index note_shout_idx again; writes to note wait meanwhile.
CREATE INDEX "note_shout_idx" ON "note" ("shout");
