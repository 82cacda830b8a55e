-- step: check CHECK_VIOLATIONS "note has rows that break the check note_at_check"

SELECT "id", "at"
FROM "note"
WHERE NOT (at > '2020-01-01'::timestamptz);

-- step: transaction

-- Adds the check note_at_check for new rows; locks note for a moment.
ALTER TABLE "note" ADD CONSTRAINT "note_at_check"
    CHECK (at > '2020-01-01'::timestamptz) NOT VALID;

-- step: transaction

-- Checks the rows that are there against note_at_check; reads and writes go on meanwhile.
ALTER TABLE "note" VALIDATE CONSTRAINT "note_at_check";
