-- Moves table a out of the way: its name is taken over below.
ALTER TABLE "a" RENAME TO "a__moving_0";

-- Renames table c to a; no row is touched.
-- Careful: code that knows it as c fails from here on
ALTER TABLE "c" RENAME TO "a";

-- Renames table b to c; no row is touched.
-- Careful: code that knows it as b fails from here on
ALTER TABLE "b" RENAME TO "c";

-- Renames table a__moving_0 to b; no row is touched.
-- Careful: code that knows it as a fails from here on
ALTER TABLE "a__moving_0" RENAME TO "b";

-- Moves constraint c_pkey of a out of the way: its name is taken over below.
ALTER TABLE "a" RENAME CONSTRAINT "c_pkey" TO "c_pkey__moving_4";

-- Renames constraint b_pkey of c to c_pkey; no row is touched.
ALTER TABLE "c" RENAME CONSTRAINT "b_pkey" TO "c_pkey";

-- Renames constraint a_pkey of b to b_pkey; no row is touched.
ALTER TABLE "b" RENAME CONSTRAINT "a_pkey" TO "b_pkey";

-- Renames constraint c_pkey__moving_4 of a to a_pkey; no row is touched.
ALTER TABLE "a" RENAME CONSTRAINT "c_pkey__moving_4" TO "a_pkey";
