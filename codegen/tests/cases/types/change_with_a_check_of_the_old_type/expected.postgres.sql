-- step: check REWRITE_TOO_LARGE allow=rewrite:note.value "note has more than 100000 rows, and nobody could read or write it while all of them are written anew for value: make the change with `generate --phased`, or allow this way with `--allow rewrite:note.value`"

SELECT 'more than 100000' AS "rows"
FROM "note"
LIMIT 1 OFFSET 100000;

-- step: check CHECK_VIOLATIONS "note has rows that break the check note_value_check"

SELECT "id", "value"
FROM (SELECT "id", (CAST("value" AS text)) AS "value" FROM "note") AS "note"
WHERE NOT (value <> '');

-- step: transaction

-- Drops the check note_value_check.
ALTER TABLE "note" DROP CONSTRAINT "note_value_check";

-- note.value becomes text; note is locked while all of its rows are written anew.
-- Careful: nobody reads or writes note meanwhile, which takes as long as it has rows
ALTER TABLE "note" ALTER COLUMN "value" TYPE text;

-- Adds the check note_value_check for new rows; locks note for a moment.
ALTER TABLE "note" ADD CONSTRAINT "note_value_check"
    CHECK (value <> '') NOT VALID;

-- step: transaction

-- Checks the rows that are there against note_value_check; reads and writes go on meanwhile.
ALTER TABLE "note" VALIDATE CONSTRAINT "note_value_check";
