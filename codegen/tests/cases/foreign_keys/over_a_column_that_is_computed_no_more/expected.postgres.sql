-- step: check REWRITE_TOO_LARGE allow=rewrite:note.other "note has more than 100000 rows, and nobody could read or write it while all of them are written anew for other: make the change with `generate --phased`, or allow this way with `--allow rewrite:note.other`"

SELECT 'more than 100000' AS "rows"
FROM "note"
LIMIT 1 OFFSET 100000;

-- step: check FOREIGN_KEY_ORPHANS "note has rows whose other is in no row of note, which note_other_fkey forbids"

SELECT "child"."id", "child"."other"
FROM (SELECT "id", (CAST("other" AS text)) AS "other" FROM "note") AS "child"
WHERE "child"."other" IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM "note" AS "parent" WHERE "parent"."id" = "child"."other");

-- step: alone

-- Builds the index note_state_idx; reads and writes of note go on meanwhile.
CREATE INDEX CONCURRENTLY "note_state_idx__new" ON "note" ("state" DESC);

-- step: transaction

-- note.other is not computed any more; its values stay.
ALTER TABLE "note" ALTER COLUMN "other" DROP EXPRESSION;

-- note.other becomes text; note is locked while all of its rows are written anew.
-- Careful: nobody reads or writes note meanwhile, which takes as long as it has rows
ALTER TABLE "note" ALTER COLUMN "other" TYPE text;

-- Drops the old index note_state_idx, now that the new one is there; locks note for a moment.
DROP INDEX "note_state_idx";

-- The new index note_state_idx gets its name.
ALTER INDEX "note_state_idx__new" RENAME TO "note_state_idx";

-- Adds the foreign key note_other_fkey for new rows; locks note for a moment.
ALTER TABLE "note" ADD CONSTRAINT "note_other_fkey"
    FOREIGN KEY ("other") REFERENCES "note" ("id") NOT VALID;

-- step: alone

-- Builds the index note_other_idx; reads and writes of note go on meanwhile.
CREATE INDEX CONCURRENTLY "note_other_idx" ON "note" ("other");

-- step: transaction

-- Checks the rows that are there against note_other_fkey; reads and writes go on meanwhile.
ALTER TABLE "note" VALIDATE CONSTRAINT "note_other_fkey";
