-- Creates the namespace media.
CREATE SCHEMA "media";

-- Renames table note to media.note; no row is touched.
ALTER TABLE "note" SET SCHEMA "media";
