-- step: check REWRITE_TOO_LARGE allow=rewrite:item.color "item has more than 100000 rows, and nobody could read or write it while all of them are written anew for color: make the change with `generate --phased`, or allow this way with `--allow rewrite:item.color`"

SELECT 'more than 100000' AS "rows"
FROM "item"
LIMIT 1 OFFSET 100000;

-- step: transaction

-- item.color becomes text; item is locked while all of its rows are written anew.
-- Careful: nobody reads or writes item meanwhile, which takes as long as it has rows
ALTER TABLE "item" ALTER COLUMN "color" TYPE text;

-- Renames the value red of color to crimson; no row is touched.
ALTER TYPE "color" RENAME VALUE 'red' TO 'crimson';

-- step: alone

-- Adds the value yellow to color, by itself: a transaction cannot use what it adds here.
ALTER TYPE "color" ADD VALUE IF NOT EXISTS 'yellow' AFTER 'green';
