-- step: check REWRITE_TOO_LARGE allow=rewrite:note.is_high "note has more than 100000 rows, and nobody could read or write it while all of them are written anew for is_high: make the change with `generate --phased`, or allow this way with `--allow rewrite:note.is_high`"

SELECT 'more than 100000' AS "rows"
FROM "note"
LIMIT 1 OFFSET 100000;

-- step: check UNIQUE_DUPLICATES "note has rows that are alike in title, is_high, which note_title_is_high_key forbids"

SELECT "title", "is_high", count(*) AS "rows"
FROM (SELECT "id", "title", CAST(number > 3 AS boolean) AS "is_high" FROM "note") AS "note"
WHERE "title" IS NOT NULL AND "is_high" IS NOT NULL
GROUP BY "title", "is_high"
HAVING count(*) > 1;

-- step: transaction

-- Drops the generated column note.is_high, to add it again as it is to be.
ALTER TABLE "note" DROP COLUMN "is_high";

-- Adds note.is_high again; rewrites note while it is locked.
ALTER TABLE "note" ADD COLUMN "is_high" boolean GENERATED ALWAYS AS (number > 3) STORED;

-- step: alone

-- Builds the index of the unique constraint note_title_is_high_key; reads and writes of note go on meanwhile.
CREATE UNIQUE INDEX CONCURRENTLY "note_title_is_high_key" ON "note" ("title", "is_high");

-- step: transaction

-- Turns the index into the unique constraint note_title_is_high_key; locks note for a moment.
ALTER TABLE "note" ADD CONSTRAINT "note_title_is_high_key"
    UNIQUE USING INDEX "note_title_is_high_key";
