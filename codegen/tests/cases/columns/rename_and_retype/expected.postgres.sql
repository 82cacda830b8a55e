-- step: check REWRITE_TOO_LARGE allow=rewrite:note.amount "note has more than 100000 rows, and nobody could read or write it while all of them are written anew for amount: make the change with `generate --phased`, or allow this way with `--allow rewrite:note.amount`"

SELECT 'more than 100000' AS "rows"
FROM "note"
LIMIT 1 OFFSET 100000;

-- step: transaction

-- Renames column note.size to amount; no row is touched.
-- Careful: code that knows it as size fails from here on
ALTER TABLE "note" RENAME COLUMN "size" TO "amount";

-- note.amount becomes bigint; note is locked while all of its rows are written anew.
-- Careful: nobody reads or writes note meanwhile, which takes as long as it has rows
ALTER TABLE "note" ALTER COLUMN "amount" TYPE bigint;
