-- step: check UNIQUE_DUPLICATES "note has rows that are alike in a, which note_a_key forbids"

SELECT "a", count(*) AS "rows"
FROM "note"
WHERE "a" IS NOT NULL
GROUP BY "a"
HAVING count(*) > 1;

-- step: alone

-- Builds the index of the unique constraint note_a_key; reads and writes of note go on meanwhile.
CREATE UNIQUE INDEX CONCURRENTLY "note_a_key" ON "note" ("a");

-- step: transaction

-- Turns the index into the unique constraint note_a_key; locks note for a moment.
ALTER TABLE "note" ADD CONSTRAINT "note_a_key"
    UNIQUE USING INDEX "note_a_key";
