-- step: check REWRITE_TOO_LARGE allow=rewrite:note.size "note has more than 100000 rows, and nobody could read or write it while all of them are written anew for size: make the change with `generate --phased`, or allow this way with `--allow rewrite:note.size`"

SELECT 'more than 100000' AS "rows"
FROM "note"
LIMIT 1 OFFSET 100000;

-- step: transaction

-- The default of note.size is of the old type; it is set again below.
ALTER TABLE "note" ALTER COLUMN "size" DROP DEFAULT;

-- note.size becomes text; note is locked while all of its rows are written anew.
-- Careful: nobody reads or writes note meanwhile, which takes as long as it has rows
ALTER TABLE "note" ALTER COLUMN "size" TYPE text;

-- New rows get this in note.size; no row is touched.
ALTER TABLE "note" ALTER COLUMN "size" SET DEFAULT 'one';
