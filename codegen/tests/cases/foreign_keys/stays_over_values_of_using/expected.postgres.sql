-- step: check REWRITE_TOO_LARGE allow=rewrite:line.note_id "line has more than 100000 rows, and nobody could read or write it while all of them are written anew for note_id: make the change with `generate --phased`, or allow this way with `--allow rewrite:line.note_id`"

SELECT 'more than 100000' AS "rows"
FROM "line"
LIMIT 1 OFFSET 100000;

-- step: check REWRITE_TOO_LARGE allow=rewrite:note.id "note has more than 100000 rows, and nobody could read or write it while all of them are written anew for id: make the change with `generate --phased`, or allow this way with `--allow rewrite:note.id`"

SELECT 'more than 100000' AS "rows"
FROM "note"
LIMIT 1 OFFSET 100000;

-- step: check FOREIGN_KEY_ORPHANS "line has rows whose note_id is in no row of note, which line_note_id_fkey forbids"

SELECT "child"."id", "child"."note_id"
FROM (SELECT "id", CAST((length(note_id) + 1) AS bigint) AS "note_id" FROM "line") AS "child"
WHERE "child"."note_id" IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM "note" AS "parent" WHERE (length(id)) = "child"."note_id");

-- step: check UNIQUE_DUPLICATES "note has rows that are alike in id, which note_pkey forbids"

SELECT "id", count(*) AS "rows"
FROM (SELECT CAST((length(id)) AS bigint) AS "id" FROM "note") AS "note"
WHERE "id" IS NOT NULL
GROUP BY "id"
HAVING count(*) > 1;

-- step: alone

-- Builds the index look_id_idx; reads and writes of look go on meanwhile.
CREATE INDEX CONCURRENTLY "look_id_idx" ON "look" ("id" DESC);

-- step: transaction

-- Takes the foreign key line_note_id_fkey away for now: it depends on a column that changes.
ALTER TABLE "line" DROP CONSTRAINT "line_note_id_fkey";

-- line.note_id becomes bigint; line is locked while all of its rows are written anew.
-- Careful: nobody reads or writes line meanwhile, which takes as long as it has rows
ALTER TABLE "line" ALTER COLUMN "note_id" TYPE bigint
    USING length(note_id) + 1;

-- note.id becomes bigint; note is locked while all of its rows are written anew.
-- Careful: nobody reads or writes note meanwhile, which takes as long as it has rows
ALTER TABLE "note" ALTER COLUMN "id" TYPE bigint
    USING length(id);

-- Puts back the foreign key line_note_id_fkey for new rows; locks line and note for a moment.
ALTER TABLE "line" ADD CONSTRAINT "line_note_id_fkey"
    FOREIGN KEY ("note_id") REFERENCES "note" ("id") NOT VALID;

-- step: transaction

-- Checks the rows that are there against line_note_id_fkey; reads and writes go on meanwhile.
ALTER TABLE "line" VALIDATE CONSTRAINT "line_note_id_fkey";
