-- Renames table b to c; no row is touched.
-- Careful: code that knows it as b fails from here on
ALTER TABLE "b" RENAME TO "c";

-- Renames table a to b; no row is touched.
-- Careful: code that knows it as a fails from here on
ALTER TABLE "a" RENAME TO "b";

-- Renames constraint b_pkey of c to c_pkey; no row is touched.
ALTER TABLE "c" RENAME CONSTRAINT "b_pkey" TO "c_pkey";

-- Renames constraint a_pkey of b to b_pkey; no row is touched.
ALTER TABLE "b" RENAME CONSTRAINT "a_pkey" TO "b_pkey";
