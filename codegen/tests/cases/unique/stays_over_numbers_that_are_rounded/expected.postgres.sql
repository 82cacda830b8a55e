-- step: check REWRITE_TOO_LARGE allow=rewrite:note.size "note has more than 100000 rows, and nobody could read or write it while all of them are written anew for size: make the change with `generate --phased`, or allow this way with `--allow rewrite:note.size`"

SELECT 'more than 100000' AS "rows"
FROM "note"
LIMIT 1 OFFSET 100000;

-- step: check VALUE_DOES_NOT_FIT "note.size has values that its new type does not hold: say with `using` what becomes of them"

SELECT "id", "size"
FROM "note"
WHERE NOT ("size" >= -2147483648 - 0.5 AND "size" < 2147483647 + 0.5);

-- step: check UNIQUE_DUPLICATES "note has rows that are alike in size, which note_size_idx forbids"

SELECT "size", count(*) AS "rows"
FROM (SELECT "id", (CASE WHEN NOT ("size" >= -2147483648 - 0.5 AND "size" < 2147483647 + 0.5) THEN NULL ELSE CAST("size" AS integer) END) AS "size" FROM "note") AS "note"
WHERE "size" IS NOT NULL
GROUP BY "size"
HAVING count(*) > 1;

-- step: alone

-- Builds the index look_id_idx; reads and writes of look go on meanwhile.
CREATE INDEX CONCURRENTLY "look_id_idx" ON "look" ("id" DESC);

-- step: transaction

-- note.size becomes integer; note is locked while all of its rows are written anew.
-- Careful: nobody reads or writes note meanwhile, which takes as long as it has rows
ALTER TABLE "note" ALTER COLUMN "size" TYPE integer;
