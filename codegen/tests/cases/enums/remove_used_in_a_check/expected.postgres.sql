-- step: check REWRITE_TOO_LARGE allow=rewrite:note.state "note has more than 100000 rows, and nobody could read or write it while all of them are written anew for state: make the change with `generate --phased`, or allow this way with `--allow rewrite:note.state`"

SELECT 'more than 100000' AS "rows"
FROM "note"
LIMIT 1 OFFSET 100000;

-- step: check CHECK_VIOLATIONS "note has rows that break the check open_says"

SELECT "id", "state", "body"
FROM (SELECT "id", "body", (CASE CAST("state" AS text) WHEN 'lost' THEN 'paid' ELSE CAST("state" AS text) END) AS "state" FROM "note") AS "note"
WHERE NOT (state <> 'open' or body <> '');

-- step: transaction

-- No value can be taken from state or moved in it: a new type takes its place.
ALTER TYPE "state" RENAME TO "state__old";

CREATE TYPE "state" AS ENUM (
    'open',
    'paid'
);

-- Takes the check open_says away for now: it depends on a column that changes.
ALTER TABLE "note" DROP CONSTRAINT "open_says";

-- note.state becomes "state"; note is locked while all of its rows are written anew.
-- Careful: nobody reads or writes note meanwhile, which takes as long as it has rows
ALTER TABLE "note" ALTER COLUMN "state" TYPE "state"
    USING (CASE "state"::text WHEN 'lost' THEN 'paid' ELSE "state"::text END)::"state";

-- No column has the old state any more.
DROP TYPE "state__old";

-- Puts back the check open_says for new rows; locks note for a moment.
ALTER TABLE "note" ADD CONSTRAINT "open_says"
    CHECK (state <> 'open' or body <> '') NOT VALID;

-- step: transaction

-- Checks the rows that are there against open_says; reads and writes go on meanwhile.
ALTER TABLE "note" VALIDATE CONSTRAINT "open_says";
