-- Creates the namespace archive.
CREATE SCHEMA "archive";

-- Renames table first to archive.second; no row is touched.
ALTER TABLE "first" SET SCHEMA "archive";

-- Renames table first to archive.second; no row is touched.
-- Careful: code that knows it as first fails from here on
ALTER TABLE "archive"."first" RENAME TO "second";

-- Renames table second to first; no row is touched.
-- Careful: code that knows it as second fails from here on
ALTER TABLE "second" RENAME TO "first";

-- Renames constraint second_name_key of first to first_name_key; no row is touched.
ALTER TABLE "first" RENAME CONSTRAINT "second_name_key" TO "first_name_key";

-- Renames constraint second_pkey of first to first_pkey; no row is touched.
ALTER TABLE "first" RENAME CONSTRAINT "second_pkey" TO "first_pkey";

-- Renames constraint first_name_key of archive.second to second_name_key; no row is touched.
ALTER TABLE "archive"."second" RENAME CONSTRAINT "first_name_key" TO "second_name_key";

-- Renames constraint first_pkey of archive.second to second_pkey; no row is touched.
ALTER TABLE "archive"."second" RENAME CONSTRAINT "first_pkey" TO "second_pkey";
