-- step: check REWRITE_TOO_LARGE allow=rewrite:album.user_id "album has more than 100000 rows, and nobody could read or write it while all of them are written anew for user_id: make the change with `generate --phased`, or allow this way with `--allow rewrite:album.user_id`"

SELECT 'more than 100000' AS "rows"
FROM "album"
LIMIT 1 OFFSET 100000;

-- step: check REWRITE_TOO_LARGE allow=rewrite:user.id "user has more than 100000 rows, and nobody could read or write it while all of them are written anew for id: make the change with `generate --phased`, or allow this way with `--allow rewrite:user.id`"

SELECT 'more than 100000' AS "rows"
FROM "user"
LIMIT 1 OFFSET 100000;

-- step: transaction

-- Takes the policy tablesmith_scope on album away for now: it stands on what changes.
DROP POLICY "tablesmith_scope" ON "album";

-- Takes the policy tablesmith_scope on photo away for now: it stands on what changes.
DROP POLICY "tablesmith_scope" ON "photo";

-- Takes the foreign key album_user_id_fkey away for now: it depends on a column that changes.
ALTER TABLE "album" DROP CONSTRAINT "album_user_id_fkey";

-- album.user_id becomes bigint; album is locked while all of its rows are written anew.
-- Careful: nobody reads or writes album meanwhile, which takes as long as it has rows
ALTER TABLE "album" ALTER COLUMN "user_id" TYPE bigint;

-- user.id becomes bigint; user is locked while all of its rows are written anew.
-- Careful: nobody reads or writes user meanwhile, which takes as long as it has rows
ALTER TABLE "user" ALTER COLUMN "id" TYPE bigint;

-- Puts back the foreign key album_user_id_fkey for new rows; locks album and user for a moment.
ALTER TABLE "album" ADD CONSTRAINT "album_user_id_fkey"
    FOREIGN KEY ("user_id") REFERENCES "user" ("id") ON DELETE CASCADE NOT VALID;

-- Puts the policy tablesmith_scope on album back.
CREATE POLICY "tablesmith_scope" ON "album"
    USING ("user_id" = (SELECT nullif(current_setting('tablesmith.scope', true), '')::bigint));

-- Puts the policy tablesmith_scope on photo back.
CREATE POLICY "tablesmith_scope" ON "photo"
    USING (EXISTS (
        SELECT FROM "album" owner_1
        WHERE owner_1."id" = "photo"."album_id" AND owner_1."user_id" = (SELECT nullif(current_setting('tablesmith.scope', true), '')::bigint)
    ));

-- step: transaction

-- Checks the rows that are there against album_user_id_fkey; reads and writes go on meanwhile.
ALTER TABLE "album" VALIDATE CONSTRAINT "album_user_id_fkey";
