-- step: check UNIQUE_DUPLICATES "note has rows that are alike in a, which note_a_idx forbids"

SELECT "a", count(*) AS "rows"
FROM "note"
WHERE (b is not null) AND "a" IS NOT NULL
GROUP BY "a"
HAVING count(*) > 1;

-- step: transaction

-- Index of note.
-- Careful: rows that are alike in a stop it
CREATE UNIQUE INDEX "note_a_idx" ON "note" ("a") WHERE b is not null;
