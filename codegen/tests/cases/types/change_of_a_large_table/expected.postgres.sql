-- step: check REWRITE_TOO_LARGE allow=rewrite:note.value "note has more than 2 rows, and nobody could read or write it while all of them are written anew for value: make the change with `generate --phased`, or allow this way with `--allow rewrite:note.value`"

SELECT 'more than 2' AS "rows"
FROM "note"
LIMIT 1 OFFSET 2;

-- step: transaction

-- note.value becomes bigint; note is locked while all of its rows are written anew.
-- Careful: nobody reads or writes note meanwhile, which takes as long as it has rows
ALTER TABLE "note" ALTER COLUMN "value" TYPE bigint;
