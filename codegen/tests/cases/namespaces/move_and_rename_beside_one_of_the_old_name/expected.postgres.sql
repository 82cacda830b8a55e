-- Moves constraint item_pkey of thing out of the way: its name is taken over below.
ALTER INDEX "sales"."item_pkey" RENAME TO "item_pkey__moving_0";

-- Moves constraint item_name_key of thing out of the way: its name is taken over below.
ALTER INDEX "sales"."item_name_key" RENAME TO "item_name_key__moving_1";

-- Moves table sales.item out of the way: its name is taken over below.
ALTER TABLE "sales"."item" RENAME TO "item__moving_2";

-- Renames table sales.item__moving_2 to thing; no row is touched.
ALTER TABLE "sales"."item__moving_2" SET SCHEMA "public";

-- Renames table sales.item__moving_2 to thing; no row is touched.
-- Careful: code that knows it as sales.item fails from here on
ALTER TABLE "item__moving_2" RENAME TO "thing";

-- Renames constraint item_name_key__moving_1 of thing to thing_name_key; no row is touched.
ALTER TABLE "thing" RENAME CONSTRAINT "item_name_key__moving_1" TO "thing_name_key";

-- Renames constraint item_pkey__moving_0 of thing to thing_pkey; no row is touched.
ALTER TABLE "thing" RENAME CONSTRAINT "item_pkey__moving_0" TO "thing_pkey";

-- Moves index item_look out of the way: its name is taken over below.
ALTER INDEX "item_look" RENAME TO "item_look__moving_6";

-- Renames index item_search to item_look; no row is touched.
ALTER INDEX "item_search" RENAME TO "item_look";

-- Renames index item_look__moving_6 to item_search; no row is touched.
ALTER INDEX "item_look__moving_6" RENAME TO "item_search";
