-- Takes the policy tablesmith_scope on album away: it cannot be changed in place.
DROP POLICY "tablesmith_scope" ON "album";

-- Takes the policy tablesmith_scope on photo away: it cannot be changed in place.
DROP POLICY "tablesmith_scope" ON "photo";

-- Renames column album.user_id to owner_id; no row is touched.
-- Careful: code that knows it as user_id fails from here on
ALTER TABLE "album" RENAME COLUMN "user_id" TO "owner_id";

-- Renames constraint album_user_id_fkey of album to album_owner_id_fkey; no row is touched.
ALTER TABLE "album" RENAME CONSTRAINT "album_user_id_fkey" TO "album_owner_id_fkey";

-- Renames index album_user_id_idx to album_owner_id_idx; no row is touched.
ALTER INDEX "album_user_id_idx" RENAME TO "album_owner_id_idx";

-- Makes the policy tablesmith_scope on album anew.
CREATE POLICY "tablesmith_scope" ON "album"
    USING ("owner_id" = (SELECT nullif(current_setting('tablesmith.scope', true), '')));

-- Makes the policy tablesmith_scope on photo anew.
CREATE POLICY "tablesmith_scope" ON "photo"
    USING (EXISTS (
        SELECT FROM "album" owner_1
        WHERE owner_1."id" = "photo"."album_id" AND owner_1."owner_id" = (SELECT nullif(current_setting('tablesmith.scope', true), ''))
    ));
