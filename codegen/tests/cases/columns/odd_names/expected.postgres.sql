-- step: check REWRITE_TOO_LARGE allow=rewrite:note.größe "note has more than 100000 rows, and nobody could read or write it while all of them are written anew for größe: make the change with `generate --phased`, or allow this way with `--allow rewrite:note.größe`"

SELECT 'more than 100000' AS "rows"
FROM "note"
LIMIT 1 OFFSET 100000;

-- step: check UNIQUE_DUPLICATES "note has rows that are alike in order, which note_order_key forbids"

SELECT "order", count(*) AS "rows"
FROM "note"
WHERE "order" IS NOT NULL
GROUP BY "order"
HAVING count(*) > 1;

-- step: alone

-- Builds the index of the unique constraint note_order_key; reads and writes of note go on meanwhile.
CREATE UNIQUE INDEX CONCURRENTLY "note_order_key" ON "note" ("order");

-- step: transaction

-- note.The "Title" may be NULL; locks "note" for a moment.
ALTER TABLE "note" ALTER COLUMN "The ""Title""" DROP NOT NULL;

-- The default of note.größe is of the old type; it is set again below.
ALTER TABLE "note" ALTER COLUMN "größe" DROP DEFAULT;

-- note.größe becomes bigint; note is locked while all of its rows are written anew.
-- Careful: nobody reads or writes note meanwhile, which takes as long as it has rows
ALTER TABLE "note" ALTER COLUMN "größe" TYPE bigint;

-- New rows get this in note.größe; no row is touched.
ALTER TABLE "note" ALTER COLUMN "größe" SET DEFAULT 2;

-- Turns the index into the unique constraint note_order_key; locks note for a moment.
ALTER TABLE "note" ADD CONSTRAINT "note_order_key"
    UNIQUE USING INDEX "note_order_key";
