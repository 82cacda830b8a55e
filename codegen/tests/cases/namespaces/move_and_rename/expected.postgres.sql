-- Creates the namespace media.
CREATE SCHEMA "media";

-- Renames table note to media.remark; no row is touched.
ALTER TABLE "note" SET SCHEMA "media";

-- Renames table note to media.remark; no row is touched.
-- Careful: code that knows it as note fails from here on
ALTER TABLE "media"."note" RENAME TO "remark";

-- Renames constraint note_pkey of media.remark to remark_pkey; no row is touched.
ALTER TABLE "media"."remark" RENAME CONSTRAINT "note_pkey" TO "remark_pkey";
