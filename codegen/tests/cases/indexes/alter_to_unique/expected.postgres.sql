-- step: check UNIQUE_DUPLICATES "note has rows that are alike in a, which look forbids"

SELECT "a", count(*) AS "rows"
FROM "note"
WHERE "a" IS NOT NULL
GROUP BY "a"
HAVING count(*) > 1;

-- step: alone

-- Builds the index look; reads and writes of note go on meanwhile.
CREATE UNIQUE INDEX CONCURRENTLY "look__new" ON "note" ("a");

-- step: transaction

-- Drops the old index look, now that the new one is there; locks note for a moment.
DROP INDEX "look";

-- The new index look gets its name.
ALTER INDEX "look__new" RENAME TO "look";
