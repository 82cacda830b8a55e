-- step: check UNIQUE_DUPLICATES "note has rows that are alike in a, b, which note_a_b_key forbids"

SELECT "a", "b", count(*) AS "rows"
FROM "note"
WHERE "a" IS NOT NULL AND "b" IS NOT NULL
GROUP BY "a", "b"
HAVING count(*) > 1;

-- step: alone

-- Builds the index of the unique constraint note_a_b_key; reads and writes of note go on meanwhile.
CREATE UNIQUE INDEX CONCURRENTLY "note_a_b_key" ON "note" ("a", "b");

-- step: transaction

-- Turns the index into the unique constraint note_a_b_key; locks note for a moment.
ALTER TABLE "note" ADD CONSTRAINT "note_a_b_key"
    UNIQUE USING INDEX "note_a_b_key";
