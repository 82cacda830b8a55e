-- step: check REWRITE_TOO_LARGE allow=rewrite:note.day "note has more than 100000 rows, and nobody could read or write it while all of them are written anew for day: make the change with `generate --phased`, or allow this way with `--allow rewrite:note.day`"

SELECT 'more than 100000' AS "rows"
FROM "note"
LIMIT 1 OFFSET 100000;

-- step: check REWRITE_TOO_LARGE allow=rewrite:note.size "note has more than 100000 rows, and nobody could read or write it while all of them are written anew for size: make the change with `generate --phased`, or allow this way with `--allow rewrite:note.size`"

SELECT 'more than 100000' AS "rows"
FROM "note"
LIMIT 1 OFFSET 100000;

-- step: check CHECK_VIOLATIONS "note has rows that break the check note_size_check"

SELECT "id", "size"
FROM (SELECT "id", (CAST("size" AS bigint)) AS "size" FROM "note") AS "note"
WHERE NOT (size > 1);

-- step: transaction

-- note.day becomes timestamp with time zone; note is locked while all of its rows are written anew.
-- Careful: nobody reads or writes note meanwhile, which takes as long as it has rows
ALTER TABLE "note" ALTER COLUMN "day" TYPE timestamp with time zone;

-- note.size becomes bigint; note is locked while all of its rows are written anew.
-- Careful: nobody reads or writes note meanwhile, which takes as long as it has rows
ALTER TABLE "note" ALTER COLUMN "size" TYPE bigint;

-- Adds the check note_day_check for new rows; locks note for a moment.
ALTER TABLE "note" ADD CONSTRAINT "note_day_check"
    CHECK (day > '2026-01-01T23:00:00.000000Z') NOT VALID;

-- Adds the check note_size_check for new rows; locks note for a moment.
ALTER TABLE "note" ADD CONSTRAINT "note_size_check"
    CHECK (size > 1) NOT VALID;

-- step: transaction

-- Checks the rows that are there against note_day_check; reads and writes go on meanwhile.
ALTER TABLE "note" VALIDATE CONSTRAINT "note_day_check";

-- step: transaction

-- Checks the rows that are there against note_size_check; reads and writes go on meanwhile.
ALTER TABLE "note" VALIDATE CONSTRAINT "note_size_check";
