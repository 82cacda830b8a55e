-- step: check UNIQUE_DUPLICATES "note has rows that are alike in a, which note_a_idx forbids"

SELECT "a", count(*) AS "rows"
FROM "note"
WHERE "a" IS NOT NULL
GROUP BY "a"
HAVING count(*) > 1;

-- step: alone

-- Builds the index note_a_idx; reads and writes of note go on meanwhile.
CREATE UNIQUE INDEX CONCURRENTLY "note_a_idx" ON "note" ("a");
