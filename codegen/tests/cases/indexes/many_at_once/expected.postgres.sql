-- step: check UNIQUE_DUPLICATES "note has rows that are alike in a, b, which note_a_b_idx forbids"

SELECT "a", "b", count(*) AS "rows"
FROM "note"
WHERE "a" IS NOT NULL AND "b" IS NOT NULL
GROUP BY "a", "b"
HAVING count(*) > 1;

-- step: alone

-- Builds the index note_a_b_idx; reads and writes of note go on meanwhile.
CREATE UNIQUE INDEX CONCURRENTLY "note_a_b_idx" ON "note" ("a", "b");

-- step: alone

-- Builds the index note_a_idx; reads and writes of note go on meanwhile.
CREATE INDEX CONCURRENTLY "note_a_idx" ON "note" ("a");

-- step: alone

-- Builds the index note_b_idx; reads and writes of note go on meanwhile.
CREATE INDEX CONCURRENTLY "note_b_idx" ON "note" ("b");
