-- Renames table c to c_dropped; no row is touched.
-- Careful: code that knows it as c fails from here on
ALTER TABLE "c" RENAME TO "c_dropped";

-- Renames table b to c; no row is touched.
-- Careful: code that knows it as b fails from here on
ALTER TABLE "b" RENAME TO "c";

-- Renames table a to b; no row is touched.
-- Careful: code that knows it as a fails from here on
ALTER TABLE "a" RENAME TO "b";

-- Renames constraint c_pkey of c_dropped to c_pkey_dropped; no row is touched.
ALTER TABLE "c_dropped" RENAME CONSTRAINT "c_pkey" TO "c_pkey_dropped";

-- Renames constraint b_pkey of c to c_pkey; no row is touched.
ALTER TABLE "c" RENAME CONSTRAINT "b_pkey" TO "c_pkey";

-- Renames constraint a_pkey of b to b_pkey; no row is touched.
ALTER TABLE "b" RENAME CONSTRAINT "a_pkey" TO "b_pkey";

-- Drops the table c_dropped and all of its rows.
-- Careful: code that uses c_dropped fails from here on
DROP TABLE "c_dropped";
