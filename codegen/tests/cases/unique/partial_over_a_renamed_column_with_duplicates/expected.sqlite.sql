-- step: check UNIQUE_DUPLICATES "note has rows that are alike in (lower(name)), which note_lower_idx forbids"

SELECT (lower(name)), count(*) AS "rows"
FROM (SELECT "id", ("size") AS "weight", ("nick") AS "name" FROM "note") AS "note"
WHERE (weight > 0) AND (lower(name)) IS NOT NULL
GROUP BY (lower(name))
HAVING count(*) > 1;

-- step: transaction

-- Rename column nick of note to name.
-- Careful: code that names nick fails
ALTER TABLE "note" RENAME COLUMN "nick" TO "name";

-- Rename column size of note to weight.
-- Careful: code that names size fails
ALTER TABLE "note" RENAME COLUMN "size" TO "weight";

-- Index of note.
CREATE INDEX "note_lower_id_idx" ON "note" (lower(name), "id");

-- Index of note.
-- Careful: rows that are alike in lower(name) stop it
CREATE UNIQUE INDEX "note_lower_idx" ON "note" (lower(name)) WHERE weight > 0;
