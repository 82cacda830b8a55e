-- step: check UNIQUE_DUPLICATES "note has rows that are alike in state, which note_state_idx forbids"

SELECT "state", count(*) AS "rows"
FROM "note"
WHERE (state = 'open') AND "state" IS NOT NULL
GROUP BY "state"
HAVING count(*) > 1;

-- step: transaction

-- Creates the namespace shop.
CREATE SCHEMA "shop";

-- Renames type state to shop.state; no row is touched.
ALTER TYPE "state" SET SCHEMA "shop";

-- step: alone

-- Builds the index note_state_idx; reads and writes of note go on meanwhile.
CREATE UNIQUE INDEX CONCURRENTLY "note_state_idx" ON "note" ("state")
    WHERE (state = 'open');
