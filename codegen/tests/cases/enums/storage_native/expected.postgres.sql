-- step: check REWRITE_TOO_LARGE allow=rewrite:note.last "note has more than 100000 rows, and nobody could read or write it while all of them are written anew for last: make the change with `generate --phased`, or allow this way with `--allow rewrite:note.last`"

SELECT 'more than 100000' AS "rows"
FROM "note"
LIMIT 1 OFFSET 100000;

-- step: check REWRITE_TOO_LARGE allow=rewrite:note.state "note has more than 100000 rows, and nobody could read or write it while all of them are written anew for state: make the change with `generate --phased`, or allow this way with `--allow rewrite:note.state`"

SELECT 'more than 100000' AS "rows"
FROM "note"
LIMIT 1 OFFSET 100000;

-- step: check VALUE_DOES_NOT_FIT "note.last has values that state does not have: say with `using` what becomes of them"

SELECT "id", "last"
FROM "note"
WHERE CAST("last" AS text) NOT IN ('open', 'paid', 'lost');

-- step: check VALUE_DOES_NOT_FIT "note.state has values that state does not have: say with `using` what becomes of them"

SELECT "id", "state"
FROM "note"
WHERE CAST("state" AS text) NOT IN ('open', 'paid', 'lost');

-- step: transaction

-- Creates the type state.
CREATE TYPE "state" AS ENUM (
    'open',
    'paid',
    'lost'
);

-- Drops the check note_last_check.
ALTER TABLE "note" DROP CONSTRAINT "note_last_check";

-- Drops the check note_state_check.
ALTER TABLE "note" DROP CONSTRAINT "note_state_check";

-- note.last becomes "state"; note is locked while all of its rows are written anew.
-- Careful: nobody reads or writes note meanwhile, which takes as long as it has rows
ALTER TABLE "note" ALTER COLUMN "last" TYPE "state"
    USING "last"::"state";

-- The default of note.state is of the old type; it is set again below.
ALTER TABLE "note" ALTER COLUMN "state" DROP DEFAULT;

-- note.state becomes "state"; note is locked while all of its rows are written anew.
-- Careful: nobody reads or writes note meanwhile, which takes as long as it has rows
ALTER TABLE "note" ALTER COLUMN "state" TYPE "state"
    USING "state"::"state";

-- New rows get this in note.state; no row is touched.
ALTER TABLE "note" ALTER COLUMN "state" SET DEFAULT 'open';
