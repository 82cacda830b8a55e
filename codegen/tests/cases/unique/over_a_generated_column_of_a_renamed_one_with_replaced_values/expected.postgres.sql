-- step: check REWRITE_TOO_LARGE allow=rewrite:note.state "note has more than 100000 rows, and nobody could read or write it while all of them are written anew for state: make the change with `generate --phased`, or allow this way with `--allow rewrite:note.state`"

SELECT 'more than 100000' AS "rows"
FROM "note"
LIMIT 1 OFFSET 100000;

-- step: check UNIQUE_DUPLICATES "note has rows that are alike in title, state, which note_title_state_key forbids"

SELECT "title", "state", count(*) AS "rows"
FROM (SELECT "id", "title", CAST((SELECT (stage = 'done') FROM (SELECT (CASE CAST("state" AS text) WHEN 'shut' THEN 'done' ELSE CAST("state" AS text) END) AS "stage") AS "note") AS boolean) AS "state" FROM "note") AS "note"
WHERE "title" IS NOT NULL AND "state" IS NOT NULL
GROUP BY "title", "state"
HAVING count(*) > 1;

-- step: transaction

-- Renames column note.state to stage; no row is touched.
-- Careful: code that knows it as state fails from here on
ALTER TABLE "note" RENAME COLUMN "state" TO "stage";

-- Drops the check note_state_check.
ALTER TABLE "note" DROP CONSTRAINT "note_state_check";

-- Moves the values of note.stage; the rows it writes are locked until the end.
UPDATE "note" SET "stage" = CASE "stage" WHEN 'shut' THEN 'done' ELSE "stage" END
WHERE "stage" IN ('shut');

-- Adds the column note.state; rewrites note while it is locked.
ALTER TABLE "note" ADD COLUMN "state" boolean GENERATED ALWAYS AS (stage = 'done') STORED;

-- Adds the check note_stage_check for new rows; locks note for a moment.
ALTER TABLE "note" ADD CONSTRAINT "note_stage_check"
    CHECK ("stage" in ('open', 'done')) NOT VALID;

-- step: transaction

-- Checks the rows that are there against note_stage_check; reads and writes go on meanwhile.
ALTER TABLE "note" VALIDATE CONSTRAINT "note_stage_check";

-- step: alone

-- Builds the index of the unique constraint note_title_state_key; reads and writes of note go on meanwhile.
CREATE UNIQUE INDEX CONCURRENTLY "note_title_state_key" ON "note" ("title", "state");

-- step: transaction

-- Turns the index into the unique constraint note_title_state_key; locks note for a moment.
ALTER TABLE "note" ADD CONSTRAINT "note_title_state_key"
    UNIQUE USING INDEX "note_title_state_key";
