-- Takes the policy tablesmith_scope on album away for now: it stands on what changes.
DROP POLICY "tablesmith_scope" ON "album";

-- Takes the policy tablesmith_scope on photo away for now: it stands on what changes.
DROP POLICY "tablesmith_scope" ON "photo";

-- Renames column album.user_id to owner_id; no row is touched.
-- Careful: code that knows it as user_id fails from here on
ALTER TABLE "album" RENAME COLUMN "user_id" TO "owner_id";

-- Renames constraint album_user_id_fkey of album to album_owner_id_fkey; no row is touched.
ALTER TABLE "album" RENAME CONSTRAINT "album_user_id_fkey" TO "album_owner_id_fkey";

-- Renames index album_user_id_idx to album_owner_id_idx; no row is touched.
ALTER INDEX "album_user_id_idx" RENAME TO "album_owner_id_idx";

-- Puts the policy tablesmith_scope on album back.
CREATE POLICY "tablesmith_scope" ON "album"
    USING ("owner_id" = (SELECT nullif(current_setting('tablesmith.scope', true), '')));

-- Puts the policy tablesmith_scope on photo back.
CREATE POLICY "tablesmith_scope" ON "photo"
    USING (EXISTS (
        SELECT FROM "album" owner_1
        WHERE owner_1."id" = "photo"."album_id" AND owner_1."owner_id" = (SELECT nullif(current_setting('tablesmith.scope', true), ''))
    ));
