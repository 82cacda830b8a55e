-- Creates the namespace archive.
CREATE SCHEMA "archive";

-- Renames table thing to archive.object; no row is touched.
ALTER TABLE "thing" SET SCHEMA "archive";

-- Renames table thing to archive.object; no row is touched.
-- Careful: code that knows it as thing fails from here on
ALTER TABLE "archive"."thing" RENAME TO "object";

-- Renames constraint thing_pkey of archive.object to object_pkey; no row is touched.
ALTER TABLE "archive"."object" RENAME CONSTRAINT "thing_pkey" TO "object_pkey";

-- Creates the table thing.
CREATE TABLE "thing" (
    "id" bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    CONSTRAINT "thing_pkey" PRIMARY KEY ("id")
);
