-- step: transaction

-- Renames table c to c_dropped; no row is touched.
-- Careful: code that knows it as c fails from here on
ALTER TABLE "c" RENAME TO "c_dropped";

-- Renames table b to c; no row is touched.
-- Careful: code that knows it as b fails from here on
ALTER TABLE "b" RENAME TO "c";

-- Renames table a to b; no row is touched.
-- Careful: code that knows it as a fails from here on
ALTER TABLE "a" RENAME TO "b";

-- Drops the table c_dropped and all of its rows.
-- Careful: code that uses c_dropped fails from here on
DROP TABLE "c_dropped";

-- Drops the primary key a_pkey.
ALTER TABLE "b" DROP CONSTRAINT "a_pkey";

-- Drops the primary key b_pkey.
ALTER TABLE "c" DROP CONSTRAINT "b_pkey";

-- step: alone

-- Builds the index of the primary key b_pkey; reads and writes of b go on meanwhile.
CREATE UNIQUE INDEX CONCURRENTLY "b_pkey" ON "b" ("id");

-- step: alone

-- Builds the index of the primary key c_pkey; reads and writes of c go on meanwhile.
CREATE UNIQUE INDEX CONCURRENTLY "c_pkey" ON "c" ("id");

-- step: transaction

-- Turns the index into the primary key b_pkey; locks b for a moment.
ALTER TABLE "b" ADD CONSTRAINT "b_pkey"
    PRIMARY KEY USING INDEX "b_pkey";

-- Turns the index into the primary key c_pkey; locks c for a moment.
ALTER TABLE "c" ADD CONSTRAINT "c_pkey"
    PRIMARY KEY USING INDEX "c_pkey";
