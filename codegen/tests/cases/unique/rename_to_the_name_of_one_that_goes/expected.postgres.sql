-- Renames constraint one of note to one_dropped; no row is touched.
ALTER TABLE "note" RENAME CONSTRAINT "one" TO "one_dropped";

-- Renames constraint two of note to one; no row is touched.
ALTER TABLE "note" RENAME CONSTRAINT "two" TO "one";

-- Drops the unique constraint one_dropped.
ALTER TABLE "note" DROP CONSTRAINT "one_dropped";
