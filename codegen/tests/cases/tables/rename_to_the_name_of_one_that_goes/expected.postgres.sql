-- step: transaction

-- Renames table item to item_dropped; no row is touched.
-- Careful: code that knows it as item fails from here on
ALTER TABLE "item" RENAME TO "item_dropped";

-- Renames table thing to item; no row is touched.
-- Careful: code that knows it as thing fails from here on
ALTER TABLE "thing" RENAME TO "item";

-- Drops the table item_dropped and all of its rows.
-- Careful: code that uses item_dropped fails from here on
DROP TABLE "item_dropped";

-- Takes the foreign key line_thing_id_fkey away for now: the key it points at changes.
ALTER TABLE "line" DROP CONSTRAINT "line_thing_id_fkey";

-- Drops the primary key thing_pkey.
ALTER TABLE "item" DROP CONSTRAINT "thing_pkey";

-- step: alone

-- Builds the index of the primary key item_pkey; reads and writes of item go on meanwhile.
CREATE UNIQUE INDEX CONCURRENTLY "item_pkey" ON "item" ("id");

-- step: transaction

-- Turns the index into the primary key item_pkey; locks item for a moment.
ALTER TABLE "item" ADD CONSTRAINT "item_pkey"
    PRIMARY KEY USING INDEX "item_pkey";

-- Puts back the foreign key line_thing_id_fkey for new rows; locks line and item for a moment.
ALTER TABLE "line" ADD CONSTRAINT "line_thing_id_fkey"
    FOREIGN KEY ("thing_id") REFERENCES "item" ("id") NOT VALID;

-- step: transaction

-- Checks the rows that are there against line_thing_id_fkey; reads and writes go on meanwhile.
ALTER TABLE "line" VALIDATE CONSTRAINT "line_thing_id_fkey";
