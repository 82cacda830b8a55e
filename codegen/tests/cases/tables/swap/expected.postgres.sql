-- Moves table left out of the way: its name is taken over below.
ALTER TABLE "left" RENAME TO "left__moving_0";

-- Renames table right to left; no row is touched.
-- Careful: code that knows it as right fails from here on
ALTER TABLE "right" RENAME TO "left";

-- Renames table left__moving_0 to right; no row is touched.
-- Careful: code that knows it as left fails from here on
ALTER TABLE "left__moving_0" RENAME TO "right";

-- Moves constraint right_pkey of left out of the way: its name is taken over below.
ALTER TABLE "left" RENAME CONSTRAINT "right_pkey" TO "right_pkey__moving_3";

-- Renames constraint left_pkey of right to right_pkey; no row is touched.
ALTER TABLE "right" RENAME CONSTRAINT "left_pkey" TO "right_pkey";

-- Renames constraint right_pkey__moving_3 of left to left_pkey; no row is touched.
ALTER TABLE "left" RENAME CONSTRAINT "right_pkey__moving_3" TO "left_pkey";
