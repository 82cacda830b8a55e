-- step: check REWRITE_TOO_LARGE allow=rewrite:note.state "note has more than 100000 rows, and nobody could read or write it while all of them are written anew for state: make the change with `generate --phased`, or allow this way with `--allow rewrite:note.state`"

SELECT 'more than 100000' AS "rows"
FROM "note"
LIMIT 1 OFFSET 100000;

-- step: check CHECK_VIOLATIONS "note has rows that break the check note_state_check"

SELECT "id", "state"
FROM (SELECT "id", CAST((case when id > 0 then 'begun' else 'paid' end) AS text) AS "state" FROM "note") AS "note"
WHERE NOT ("state" in ('begun', 'paid'));

-- step: check UNIQUE_DUPLICATES "note has rows that are alike in state, which note_state_idx forbids"

SELECT "state", count(*) AS "rows"
FROM (SELECT "id", CAST((case when id > 0 then 'begun' else 'paid' end) AS text) AS "state" FROM "note") AS "note"
WHERE (state = 'begun') AND "state" IS NOT NULL
GROUP BY "state"
HAVING count(*) > 1;

-- step: transaction

-- Drops the index note_state_idx; locks note for a moment.
DROP INDEX "note_state_idx";

-- note.state becomes text; note is locked while all of its rows are written anew.
-- Careful: nobody reads or writes note meanwhile, which takes as long as it has rows
ALTER TABLE "note" ALTER COLUMN "state" TYPE text
    USING case when id > 0 then 'begun' else 'paid' end;

-- Adds the check note_state_check for new rows; locks note for a moment.
ALTER TABLE "note" ADD CONSTRAINT "note_state_check"
    CHECK ("state" in ('begun', 'paid')) NOT VALID;

-- step: transaction

-- Checks the rows that are there against note_state_check; reads and writes go on meanwhile.
ALTER TABLE "note" VALIDATE CONSTRAINT "note_state_check";

-- step: alone

-- Builds the index note_state_idx; reads and writes of note go on meanwhile.
CREATE UNIQUE INDEX CONCURRENTLY "note_state_idx" ON "note" ("state")
    WHERE (state = 'begun');
