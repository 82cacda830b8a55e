-- step: check REWRITE_TOO_LARGE allow=rewrite:visit.id "visit has more than 100000 rows, and nobody could read or write it while all of them are written anew for id: make the change with `generate --phased`, or allow this way with `--allow rewrite:visit.id`"

SELECT 'more than 100000' AS "rows"
FROM "visit"
LIMIT 1 OFFSET 100000;

-- step: transaction

-- visit.id is not numbered any more.
ALTER TABLE "visit" ALTER COLUMN "id" DROP IDENTITY;

-- visit.id becomes text; visit is locked while all of its rows are written anew.
-- Careful: nobody reads or writes visit meanwhile, which takes as long as it has rows
ALTER TABLE "visit" ALTER COLUMN "id" TYPE text;
