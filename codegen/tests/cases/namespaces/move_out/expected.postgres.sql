-- Renames table media.note to note; no row is touched.
ALTER TABLE "media"."note" SET SCHEMA "public";

-- Drops the namespace media; refused unless it is empty by now.
DROP SCHEMA "media";
