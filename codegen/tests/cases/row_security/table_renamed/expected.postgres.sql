-- Drops the policy tablesmith_scope on album.
DROP POLICY "tablesmith_scope" ON "album";

-- Drops the row security of the owner of table album.
ALTER TABLE "album" NO FORCE ROW LEVEL SECURITY;

-- Drops the row security of table album.
ALTER TABLE "album" DISABLE ROW LEVEL SECURITY;

-- Drops the policy tablesmith_unscoped on album.
DROP POLICY "tablesmith_unscoped" ON "album";

-- Renames table album to folder; no row is touched.
-- Careful: code that knows it as album fails from here on
ALTER TABLE "album" RENAME TO "folder";

-- Renames constraint album_pkey of folder to folder_pkey; no row is touched.
ALTER TABLE "folder" RENAME CONSTRAINT "album_pkey" TO "folder_pkey";

-- Renames constraint album_user_id_fkey of folder to folder_user_id_fkey; no row is touched.
ALTER TABLE "folder" RENAME CONSTRAINT "album_user_id_fkey" TO "folder_user_id_fkey";

-- Renames index album_user_id_idx to folder_user_id_idx; no row is touched.
ALTER INDEX "album_user_id_idx" RENAME TO "folder_user_id_idx";

-- Creates the policy tablesmith_scope on folder.
CREATE POLICY "tablesmith_scope" ON "folder"
    USING ("user_id" = (SELECT nullif(current_setting('tablesmith.scope', true), '')));

-- Creates the policy tablesmith_unscoped on folder.
CREATE POLICY "tablesmith_unscoped" ON "folder"
    USING ((SELECT current_setting('tablesmith.unscoped', true) = 'on'));

-- Creates the row security of table folder.
ALTER TABLE "folder" ENABLE ROW LEVEL SECURITY;

-- Creates the row security of the owner of table folder.
ALTER TABLE "folder" FORCE ROW LEVEL SECURITY;

-- Changes the policy tablesmith_scope on photo.
ALTER POLICY "tablesmith_scope" ON "photo"
    USING (EXISTS (
        SELECT FROM "folder" owner_1
        WHERE owner_1."id" = "photo"."album_id" AND owner_1."user_id" = (SELECT nullif(current_setting('tablesmith.scope', true), ''))
    ));
