-- step: check CHECK_VIOLATIONS "note has rows that break the check note_a_check"

SELECT "id", "a"
FROM "note"
WHERE NOT (a <> '');

-- step: transaction

-- Adds the check note_a_check for new rows; locks note for a moment.
ALTER TABLE "note" ADD CONSTRAINT "note_a_check"
    CHECK (a <> '') NOT VALID;

-- step: transaction

-- Checks the rows that are there against note_a_check; reads and writes go on meanwhile.
ALTER TABLE "note" VALIDATE CONSTRAINT "note_a_check";
