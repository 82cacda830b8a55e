-- step: transaction

-- Renames table box to box_dropped; no row is touched.
-- Careful: code that knows it as box fails from here on
ALTER TABLE "box" RENAME TO "box_dropped";

-- Renames table item to box; no row is touched.
-- Careful: code that knows it as item fails from here on
ALTER TABLE "item" RENAME TO "box";

-- Renames table thing to object; no row is touched.
-- Careful: code that knows it as thing fails from here on
ALTER TABLE "thing" RENAME TO "object";

-- Renames constraint thing_pkey of object to object_pkey; no row is touched.
ALTER TABLE "object" RENAME CONSTRAINT "thing_pkey" TO "object_pkey";

-- Drops the table box_dropped and all of its rows.
-- Careful: code that uses box_dropped fails from here on
DROP TABLE "box_dropped";

-- Drops the primary key item_pkey.
ALTER TABLE "box" DROP CONSTRAINT "item_pkey";

-- step: alone

-- Builds the index of the primary key box_pkey; reads and writes of box go on meanwhile.
CREATE UNIQUE INDEX CONCURRENTLY "box_pkey" ON "box" ("id");

-- step: transaction

-- Turns the index into the primary key box_pkey; locks box for a moment.
ALTER TABLE "box" ADD CONSTRAINT "box_pkey"
    PRIMARY KEY USING INDEX "box_pkey";
