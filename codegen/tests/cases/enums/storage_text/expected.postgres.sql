-- step: check REWRITE_TOO_LARGE allow=rewrite:note.last "note has more than 100000 rows, and nobody could read or write it while all of them are written anew for last: make the change with `generate --phased`, or allow this way with `--allow rewrite:note.last`"

SELECT 'more than 100000' AS "rows"
FROM "note"
LIMIT 1 OFFSET 100000;

-- step: check REWRITE_TOO_LARGE allow=rewrite:note.state "note has more than 100000 rows, and nobody could read or write it while all of them are written anew for state: make the change with `generate --phased`, or allow this way with `--allow rewrite:note.state`"

SELECT 'more than 100000' AS "rows"
FROM "note"
LIMIT 1 OFFSET 100000;

-- step: transaction

-- note.last becomes text; note is locked while all of its rows are written anew.
-- Careful: nobody reads or writes note meanwhile, which takes as long as it has rows
ALTER TABLE "note" ALTER COLUMN "last" TYPE text;

-- The default of note.state is of the old type; it is set again below.
ALTER TABLE "note" ALTER COLUMN "state" DROP DEFAULT;

-- note.state becomes text; note is locked while all of its rows are written anew.
-- Careful: nobody reads or writes note meanwhile, which takes as long as it has rows
ALTER TABLE "note" ALTER COLUMN "state" TYPE text;

-- New rows get this in note.state; no row is touched.
ALTER TABLE "note" ALTER COLUMN "state" SET DEFAULT 'open';

-- Drops the type state, which no column has any more.
DROP TYPE "state";

-- Adds the check note_last_check for new rows; locks note for a moment.
ALTER TABLE "note" ADD CONSTRAINT "note_last_check"
    CHECK ("last" in ('open', 'paid', 'lost')) NOT VALID;

-- Adds the check note_state_check for new rows; locks note for a moment.
ALTER TABLE "note" ADD CONSTRAINT "note_state_check"
    CHECK ("state" in ('open', 'paid', 'lost')) NOT VALID;

-- step: transaction

-- Checks the rows that are there against note_last_check; reads and writes go on meanwhile.
ALTER TABLE "note" VALIDATE CONSTRAINT "note_last_check";

-- step: transaction

-- Checks the rows that are there against note_state_check; reads and writes go on meanwhile.
ALTER TABLE "note" VALIDATE CONSTRAINT "note_state_check";
