-- Renames type state to stage; no row is touched.
ALTER TYPE "state" RENAME TO "stage";
