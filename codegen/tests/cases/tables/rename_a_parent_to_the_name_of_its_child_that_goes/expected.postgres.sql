-- Renames table box to box_dropped; no row is touched.
-- Careful: code that knows it as box fails from here on
ALTER TABLE "box" RENAME TO "box_dropped";

-- Renames table item to box; no row is touched.
-- Careful: code that knows it as item fails from here on
ALTER TABLE "item" RENAME TO "box";

-- Renames table thing to object; no row is touched.
-- Careful: code that knows it as thing fails from here on
ALTER TABLE "thing" RENAME TO "object";

-- Renames constraint box_pkey of box_dropped to box_pkey_dropped; no row is touched.
ALTER TABLE "box_dropped" RENAME CONSTRAINT "box_pkey" TO "box_pkey_dropped";

-- Renames constraint thing_pkey of object to object_pkey; no row is touched.
ALTER TABLE "object" RENAME CONSTRAINT "thing_pkey" TO "object_pkey";

-- Renames constraint item_pkey of box to box_pkey; no row is touched.
ALTER TABLE "box" RENAME CONSTRAINT "item_pkey" TO "box_pkey";

-- Drops the table box_dropped and all of its rows.
-- Careful: code that uses box_dropped fails from here on
DROP TABLE "box_dropped";
