-- Renames table item to item_dropped; no row is touched.
-- Careful: code that knows it as item fails from here on
ALTER TABLE "item" RENAME TO "item_dropped";

-- Renames table thing to item; no row is touched.
-- Careful: code that knows it as thing fails from here on
ALTER TABLE "thing" RENAME TO "item";

-- Renames constraint item_code_key of item_dropped to item_code_key_dropped; no row is touched.
ALTER TABLE "item_dropped" RENAME CONSTRAINT "item_code_key" TO "item_code_key_dropped";

-- Renames constraint item_pkey of item_dropped to item_pkey_dropped; no row is touched.
ALTER TABLE "item_dropped" RENAME CONSTRAINT "item_pkey" TO "item_pkey_dropped";

-- Renames index item_size_idx to item_size_idx_dropped; no row is touched.
ALTER INDEX "item_size_idx" RENAME TO "item_size_idx_dropped";

-- Renames constraint thing_code_key of item to item_code_key; no row is touched.
ALTER TABLE "item" RENAME CONSTRAINT "thing_code_key" TO "item_code_key";

-- Renames constraint thing_pkey of item to item_pkey; no row is touched.
ALTER TABLE "item" RENAME CONSTRAINT "thing_pkey" TO "item_pkey";

-- Renames index thing_size_idx to item_size_idx; no row is touched.
ALTER INDEX "thing_size_idx" RENAME TO "item_size_idx";

-- Drops the table item_dropped and all of its rows.
-- Careful: code that uses item_dropped fails from here on
DROP TABLE "item_dropped";
