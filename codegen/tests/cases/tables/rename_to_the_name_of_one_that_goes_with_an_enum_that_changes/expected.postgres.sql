-- No value can be taken from state or moved in it: a new type takes its place.
ALTER TYPE "state" RENAME TO "state__old";

CREATE TYPE "state" AS ENUM (
    'done'
);

-- Renames table item to item_dropped; no row is touched.
-- Careful: code that knows it as item fails from here on
ALTER TABLE "item" RENAME TO "item_dropped";

-- Renames table thing to item; no row is touched.
-- Careful: code that knows it as thing fails from here on
ALTER TABLE "thing" RENAME TO "item";

-- Renames constraint item_pkey of item_dropped to item_pkey_dropped; no row is touched.
ALTER TABLE "item_dropped" RENAME CONSTRAINT "item_pkey" TO "item_pkey_dropped";

-- Drops the table item_dropped and all of its rows.
-- Careful: code that uses item_dropped fails from here on
DROP TABLE "item_dropped";

-- No column has the old state any more.
DROP TYPE "state__old";

-- Renames constraint thing_pkey of item to item_pkey; no row is touched.
ALTER TABLE "item" RENAME CONSTRAINT "thing_pkey" TO "item_pkey";
