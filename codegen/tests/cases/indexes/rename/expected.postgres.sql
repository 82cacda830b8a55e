-- Renames index note_a_idx to look; no row is touched.
ALTER INDEX "note_a_idx" RENAME TO "look";
