-- step: check REWRITE_TOO_LARGE allow=rewrite:note.state "note has more than 100000 rows, and nobody could read or write it while all of them are written anew for state: make the change with `generate --phased`, or allow this way with `--allow rewrite:note.state`"

SELECT 'more than 100000' AS "rows"
FROM "note"
LIMIT 1 OFFSET 100000;

-- step: check UNIQUE_DUPLICATES "note has rows that are alike in state, which note_state_key forbids"

SELECT "state", count(*) AS "rows"
FROM (SELECT "id", (CASE CAST("state" AS text) WHEN 'lost' THEN 'paid' ELSE CAST("state" AS text) END) AS "state" FROM "note") AS "note"
WHERE "state" IS NOT NULL
GROUP BY "state"
HAVING count(*) > 1;

-- step: transaction

-- No value can be taken from state or moved in it: a new type takes its place.
ALTER TYPE "state" RENAME TO "state__old";

CREATE TYPE "state" AS ENUM (
    'open',
    'paid'
);

-- note.state becomes "state"; note is locked while all of its rows are written anew.
-- Careful: nobody reads or writes note meanwhile, which takes as long as it has rows
ALTER TABLE "note" ALTER COLUMN "state" TYPE "state"
    USING (CASE "state"::text WHEN 'lost' THEN 'paid' ELSE "state"::text END)::"state";

-- No column has the old state any more.
DROP TYPE "state__old";
