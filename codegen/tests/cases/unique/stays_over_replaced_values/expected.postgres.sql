-- step: check REWRITE_TOO_LARGE allow=rewrite:note.state "note has more than 100000 rows, and nobody could read or write it while all of them are written anew for state: make the change with `generate --phased`, or allow this way with `--allow rewrite:note.state`"

SELECT 'more than 100000' AS "rows"
FROM "note"
LIMIT 1 OFFSET 100000;

-- step: check UNIQUE_DUPLICATES "note has rows that are alike in owner, state, which note_owner_state_idx forbids"

SELECT "owner", "state", count(*) AS "rows"
FROM (SELECT "id", "owner", (CASE CAST("state" AS text) WHEN 'begun' THEN 'open' ELSE CAST("state" AS text) END) AS "state" FROM "note") AS "note"
WHERE "owner" IS NOT NULL AND "state" IS NOT NULL
GROUP BY "owner", "state"
HAVING count(*) > 1;

-- step: alone

-- Builds the index look_id_idx; reads and writes of look go on meanwhile.
CREATE INDEX CONCURRENTLY "look_id_idx" ON "look" ("id" DESC);

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
    USING (CASE "state"::text WHEN 'begun' THEN 'open' ELSE "state"::text END)::"state";

-- No column has the old state any more.
DROP TYPE "state__old";
