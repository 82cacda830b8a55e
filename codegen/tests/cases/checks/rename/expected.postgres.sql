-- Renames constraint positive of note to some; no row is touched.
ALTER TABLE "note" RENAME CONSTRAINT "positive" TO "some";
