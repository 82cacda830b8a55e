-- step: check UNIQUE_DUPLICATES "note has rows that are alike in b, which note_b_key forbids"

SELECT "b", count(*) AS "rows"
FROM "note"
WHERE "b" IS NOT NULL
GROUP BY "b"
HAVING count(*) > 1;

-- step: alone

-- Builds the index of the unique constraint note_b_key; reads and writes of note go on meanwhile.
CREATE UNIQUE INDEX CONCURRENTLY "note_b_key" ON "note" ("b");

-- step: transaction

-- Turns the index into the unique constraint note_b_key; locks note for a moment.
ALTER TABLE "note" ADD CONSTRAINT "note_b_key"
    UNIQUE USING INDEX "note_b_key";
