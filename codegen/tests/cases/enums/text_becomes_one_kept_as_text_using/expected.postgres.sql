-- step: check REWRITE_TOO_LARGE allow=rewrite:item.color "item has more than 100000 rows, and nobody could read or write it while all of them are written anew for color: make the change with `generate --phased`, or allow this way with `--allow rewrite:item.color`"

SELECT 'more than 100000' AS "rows"
FROM "item"
LIMIT 1 OFFSET 100000;

-- step: check REWRITE_TOO_LARGE allow=rewrite:item.shade "item has more than 100000 rows, and nobody could read or write it while all of them are written anew for shade: make the change with `generate --phased`, or allow this way with `--allow rewrite:item.shade`"

SELECT 'more than 100000' AS "rows"
FROM "item"
LIMIT 1 OFFSET 100000;

-- step: check CHECK_VIOLATIONS "item has rows that break the check item_color_check"

SELECT "id", "color"
FROM (SELECT "id", CAST((case when color like '%1%' then 'red' else 'green' end) AS text) AS "color" FROM "item") AS "item"
WHERE NOT ("color" in ('red', 'green'));

-- step: transaction

-- Drops the index item_color_idx for now: it depends on a column that changes.
DROP INDEX "item_color_idx";

-- Drops the generated column item.shade, to add it again as it is to be.
ALTER TABLE "item" DROP COLUMN "shade";

-- item.color gets other values; item is locked while all of its rows are written anew.
-- Careful: nobody reads or writes item meanwhile, which takes as long as it has rows
ALTER TABLE "item" ALTER COLUMN "color" TYPE text
    USING case when color like '%1%' then 'red' else 'green' end;

-- Adds item.shade again; rewrites item while it is locked.
ALTER TABLE "item" ADD COLUMN "shade" text GENERATED ALWAYS AS (lower(color)) STORED;

-- Adds the check item_color_check for new rows; locks item for a moment.
ALTER TABLE "item" ADD CONSTRAINT "item_color_check"
    CHECK ("color" in ('red', 'green')) NOT VALID;

-- Builds the index item_color_idx again; writes to item wait meanwhile.
CREATE INDEX "item_color_idx" ON "item" ("color")
    WHERE (color <> 'name');

-- step: transaction

-- Checks the rows that are there against item_color_check; reads and writes go on meanwhile.
ALTER TABLE "item" VALIDATE CONSTRAINT "item_color_check";
