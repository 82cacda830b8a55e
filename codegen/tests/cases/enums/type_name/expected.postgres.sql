-- Renames type state to State; no row is touched.
ALTER TYPE "state" RENAME TO "State";
