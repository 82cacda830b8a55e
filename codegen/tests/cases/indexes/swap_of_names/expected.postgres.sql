-- Moves index one out of the way: its name is taken over below.
ALTER INDEX "one" RENAME TO "one__moving_0";

-- Renames index two to one; no row is touched.
ALTER INDEX "two" RENAME TO "one";

-- Renames index one__moving_0 to two; no row is touched.
ALTER INDEX "one__moving_0" RENAME TO "two";
