-- step: check CHECK_VIOLATIONS "note has rows that break the check note_size_check"

SELECT "id", "size"
FROM (SELECT "id", CAST(1 AS integer) AS "size" FROM "note") AS "note"
WHERE NOT (size > 0);

-- step: transaction

-- Adds the column note.size; locks note for a moment.
ALTER TABLE "note" ADD COLUMN "size" integer DEFAULT 1 NOT NULL;

-- Adds the check note_size_check for new rows; locks note for a moment.
ALTER TABLE "note" ADD CONSTRAINT "note_size_check"
    CHECK (size > 0) NOT VALID;

-- step: transaction

-- Checks the rows that are there against note_size_check; reads and writes go on meanwhile.
ALTER TABLE "note" VALIDATE CONSTRAINT "note_size_check";
