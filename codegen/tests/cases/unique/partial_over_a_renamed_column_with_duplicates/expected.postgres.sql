-- step: check UNIQUE_DUPLICATES "note has rows that are alike in (lower(name)), which note_lower_idx forbids"

SELECT (lower(name)), count(*) AS "rows"
FROM (SELECT "id", ("size") AS "weight", ("nick") AS "name" FROM "note") AS "note"
WHERE (weight > 0) AND (lower(name)) IS NOT NULL
GROUP BY (lower(name))
HAVING count(*) > 1;

-- step: transaction

-- Renames column note.nick to name; no row is touched.
-- Careful: code that knows it as nick fails from here on
ALTER TABLE "note" RENAME COLUMN "nick" TO "name";

-- Renames column note.size to weight; no row is touched.
-- Careful: code that knows it as size fails from here on
ALTER TABLE "note" RENAME COLUMN "size" TO "weight";

-- step: alone

-- Builds the index note_lower_id_idx; reads and writes of note go on meanwhile.
CREATE INDEX CONCURRENTLY "note_lower_id_idx" ON "note" ((lower(name)), "id");

-- step: alone

-- Builds the index note_lower_idx; reads and writes of note go on meanwhile.
CREATE UNIQUE INDEX CONCURRENTLY "note_lower_idx" ON "note" ((lower(name)))
    WHERE (weight > 0);
