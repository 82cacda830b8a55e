-- step: check CHECK_VIOLATIONS "note has rows that break the check ordered"

SELECT "id", "low", "high"
FROM "note"
WHERE NOT (low <= high);

-- step: transaction

-- Adds the check ordered for new rows; locks note for a moment.
ALTER TABLE "note" ADD CONSTRAINT "ordered"
    CHECK (low <= high) NOT VALID;

-- step: transaction

-- Checks the rows that are there against ordered; reads and writes go on meanwhile.
ALTER TABLE "note" VALIDATE CONSTRAINT "ordered";
