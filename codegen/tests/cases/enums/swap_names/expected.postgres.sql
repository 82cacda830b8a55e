-- Moves type mood out of the way: its name is taken over below.
ALTER TYPE "mood" RENAME TO "mood__moving_0";

-- Renames type state to mood; no row is touched.
ALTER TYPE "state" RENAME TO "mood";

-- Renames type mood__moving_0 to state; no row is touched.
ALTER TYPE "mood__moving_0" RENAME TO "state";
