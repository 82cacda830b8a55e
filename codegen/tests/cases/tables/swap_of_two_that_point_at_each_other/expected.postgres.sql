-- Moves table left out of the way: its name is taken over below.
ALTER TABLE "left" RENAME TO "left__moving_0";

-- Renames table right to left; no row is touched.
-- Careful: code that knows it as right fails from here on
ALTER TABLE "right" RENAME TO "left";

-- Renames table left__moving_0 to right; no row is touched.
-- Careful: code that knows it as left fails from here on
ALTER TABLE "left__moving_0" RENAME TO "right";

-- Renames constraint right_left_fkey of left to left_left_fkey; no row is touched.
ALTER TABLE "left" RENAME CONSTRAINT "right_left_fkey" TO "left_left_fkey";

-- Renames constraint left_right_fkey of right to right_right_fkey; no row is touched.
ALTER TABLE "right" RENAME CONSTRAINT "left_right_fkey" TO "right_right_fkey";

-- Renames index right_left_idx to left_left_idx; no row is touched.
ALTER INDEX "right_left_idx" RENAME TO "left_left_idx";

-- Renames index left_right_idx to right_right_idx; no row is touched.
ALTER INDEX "left_right_idx" RENAME TO "right_right_idx";

-- Moves constraint right_pkey of left out of the way: its name is taken over below.
ALTER TABLE "left" RENAME CONSTRAINT "right_pkey" TO "right_pkey__moving_7";

-- Renames constraint left_pkey of right to right_pkey; no row is touched.
ALTER TABLE "right" RENAME CONSTRAINT "left_pkey" TO "right_pkey";

-- Renames constraint right_pkey__moving_7 of left to left_pkey; no row is touched.
ALTER TABLE "left" RENAME CONSTRAINT "right_pkey__moving_7" TO "left_pkey";
