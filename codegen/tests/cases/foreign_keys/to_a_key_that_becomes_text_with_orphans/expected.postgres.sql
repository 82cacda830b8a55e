-- step: check REWRITE_TOO_LARGE allow=rewrite:user.id "user has more than 100000 rows, and nobody could read or write it while all of them are written anew for id: make the change with `generate --phased`, or allow this way with `--allow rewrite:user.id`"

SELECT 'more than 100000' AS "rows"
FROM "user"
LIMIT 1 OFFSET 100000;

-- step: check FOREIGN_KEY_ORPHANS "note has rows whose user_id is in no row of user, which note_user_id_fkey forbids"

SELECT "child"."id", "child"."user_id"
FROM "note" AS "child"
WHERE "child"."user_id" IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM "user" AS "parent" WHERE CAST("id" AS text) = "child"."user_id");

-- step: alone

-- Builds the index note_user_id_idx; reads and writes of note go on meanwhile.
CREATE INDEX CONCURRENTLY "note_user_id_idx" ON "note" ("user_id");

-- step: transaction

-- user.id becomes text; user is locked while all of its rows are written anew.
-- Careful: nobody reads or writes user meanwhile, which takes as long as it has rows
ALTER TABLE "user" ALTER COLUMN "id" TYPE text;

-- Adds the foreign key note_user_id_fkey for new rows; locks note and user for a moment.
ALTER TABLE "note" ADD CONSTRAINT "note_user_id_fkey"
    FOREIGN KEY ("user_id") REFERENCES "user" ("id") NOT VALID;

-- step: transaction

-- Checks the rows that are there against note_user_id_fkey; reads and writes go on meanwhile.
ALTER TABLE "note" VALIDATE CONSTRAINT "note_user_id_fkey";
