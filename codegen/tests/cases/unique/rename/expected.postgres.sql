-- Renames constraint note_a_b_key of note to once; no row is touched.
ALTER TABLE "note" RENAME CONSTRAINT "note_a_b_key" TO "once";
