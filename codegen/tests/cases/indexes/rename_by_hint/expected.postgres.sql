-- Renames index look to see; no row is touched.
ALTER INDEX "look" RENAME TO "see";
