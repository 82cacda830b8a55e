-- step: check REWRITE_TOO_LARGE allow=rewrite:note.state "note has more than 100000 rows, and nobody could read or write it while all of them are written anew for state: make the change with `generate --phased`, or allow this way with `--allow rewrite:note.state`"

SELECT 'more than 100000' AS "rows"
FROM "note"
LIMIT 1 OFFSET 100000;

-- step: check UNIQUE_DUPLICATES "note has rows that are alike in state, which note_state_idx forbids"

SELECT "state", count(*) AS "rows"
FROM (SELECT "id", CAST((case when id > 1 then 'open' else 'paid' end) AS text) AS "state" FROM "note") AS "note"
WHERE (state = 'open') AND "state" IS NOT NULL
GROUP BY "state"
HAVING count(*) > 1;

-- step: transaction

-- Creates the type state.
CREATE TYPE "state" AS ENUM (
    'open',
    'paid'
);

-- note.state becomes "state"; note is locked while all of its rows are written anew.
-- Careful: nobody reads or writes note meanwhile, which takes as long as it has rows
ALTER TABLE "note" ALTER COLUMN "state" TYPE "state"
    USING case when id > 1 then 'open' else 'paid' end;

-- step: alone

-- Builds the index note_state_idx; reads and writes of note go on meanwhile.
CREATE UNIQUE INDEX CONCURRENTLY "note_state_idx" ON "note" ("state")
    WHERE (state = 'open');
