-- step: check UNIQUE_DUPLICATES "note has rows that are alike in a, which look forbids"

SELECT "a", count(*) AS "rows"
FROM "note"
WHERE "a" IS NOT NULL
GROUP BY "a"
HAVING count(*) > 1;

-- step: transaction

-- Drop an index of note.
DROP INDEX "look";

-- Index of note.
-- Careful: rows that are alike in a stop it
CREATE UNIQUE INDEX "look" ON "note" ("a");
