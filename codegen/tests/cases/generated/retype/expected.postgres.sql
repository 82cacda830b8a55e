-- step: check REWRITE_TOO_LARGE allow=rewrite:note.twice "note has more than 100000 rows, and nobody could read or write it while all of them are written anew for twice: make the change with `generate --phased`, or allow this way with `--allow rewrite:note.twice`"

SELECT 'more than 100000' AS "rows"
FROM "note"
LIMIT 1 OFFSET 100000;

-- step: transaction

-- Drops the generated column note.twice, to add it again as it is to be.
ALTER TABLE "note" DROP COLUMN "twice";

-- Adds note.twice again; rewrites note while it is locked.
ALTER TABLE "note" ADD COLUMN "twice" bigint GENERATED ALWAYS AS (size * 2) STORED NOT NULL;
