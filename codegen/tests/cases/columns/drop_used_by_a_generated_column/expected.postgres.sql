-- step: check REWRITE_TOO_LARGE allow=rewrite:note.ab "note has more than 100000 rows, and nobody could read or write it while all of them are written anew for ab: make the change with `generate --phased`, or allow this way with `--allow rewrite:note.ab`"

SELECT 'more than 100000' AS "rows"
FROM "note"
LIMIT 1 OFFSET 100000;

-- step: transaction

-- Drops the generated column note.ab, to add it again as it is to be.
ALTER TABLE "note" DROP COLUMN "ab";

-- Adds note.ab again; rewrites note while it is locked.
ALTER TABLE "note" ADD COLUMN "ab" text GENERATED ALWAYS AS (a || '!') STORED NOT NULL;

-- Drops the column note.b and its values; locks note for a moment.
-- Careful: code that uses note.b fails from here on
ALTER TABLE "note" DROP COLUMN "b";
