-- step: check UNIQUE_DUPLICATES "note has rows that are alike in a, b, which note_a_b_idx forbids"

SELECT "a", "b", count(*) AS "rows"
FROM "note"
WHERE "a" IS NOT NULL AND "b" IS NOT NULL
GROUP BY "a", "b"
HAVING count(*) > 1;

-- step: transaction

-- Index of note.
-- Careful: rows that are alike in a, b stop it
CREATE UNIQUE INDEX "note_a_b_idx" ON "note" ("a", "b");

-- Index of note.
CREATE INDEX "note_a_idx" ON "note" ("a");

-- Index of note.
CREATE INDEX "note_b_idx" ON "note" ("b");
