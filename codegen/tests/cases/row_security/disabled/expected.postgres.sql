-- Drops the policy tablesmith_scope on album.
DROP POLICY "tablesmith_scope" ON "album";

-- Drops the policy tablesmith_scope on photo.
DROP POLICY "tablesmith_scope" ON "photo";

-- Drops the row security of the owner of table album.
ALTER TABLE "album" NO FORCE ROW LEVEL SECURITY;

-- Drops the row security of table album.
ALTER TABLE "album" DISABLE ROW LEVEL SECURITY;

-- Drops the policy tablesmith_unscoped on album.
DROP POLICY "tablesmith_unscoped" ON "album";

-- Drops the row security of the owner of table photo.
ALTER TABLE "photo" NO FORCE ROW LEVEL SECURITY;

-- Drops the row security of table photo.
ALTER TABLE "photo" DISABLE ROW LEVEL SECURITY;

-- Drops the policy tablesmith_unscoped on photo.
DROP POLICY "tablesmith_unscoped" ON "photo";
