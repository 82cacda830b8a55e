-- Creates the policy tablesmith_scope on album.
CREATE POLICY "tablesmith_scope" ON "album"
    USING ("user_id" = (SELECT nullif(current_setting('tablesmith.scope', true), '')));

-- Creates the policy tablesmith_scope on photo.
CREATE POLICY "tablesmith_scope" ON "photo"
    USING (EXISTS (
        SELECT FROM "album" owner_1
        WHERE owner_1."id" = "photo"."album_id" AND owner_1."user_id" = (SELECT nullif(current_setting('tablesmith.scope', true), ''))
    ));

-- Creates the policy tablesmith_unscoped on album.
CREATE POLICY "tablesmith_unscoped" ON "album"
    USING ((SELECT current_setting('tablesmith.unscoped', true) = 'on'));

-- Creates the policy tablesmith_unscoped on photo.
CREATE POLICY "tablesmith_unscoped" ON "photo"
    USING ((SELECT current_setting('tablesmith.unscoped', true) = 'on'));

-- Creates the row security of table album.
ALTER TABLE "album" ENABLE ROW LEVEL SECURITY;

-- Creates the row security of table photo.
ALTER TABLE "photo" ENABLE ROW LEVEL SECURITY;

-- Creates the row security of the owner of table album.
ALTER TABLE "album" FORCE ROW LEVEL SECURITY;

-- Creates the row security of the owner of table photo.
ALTER TABLE "photo" FORCE ROW LEVEL SECURITY;
