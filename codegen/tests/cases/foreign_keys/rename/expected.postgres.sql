-- Renames constraint owned of note to belongs; no row is touched.
ALTER TABLE "note" RENAME CONSTRAINT "owned" TO "belongs";
