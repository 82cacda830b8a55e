-- step: transaction foreign_keys=off

-- Rename table item to item_dropped; what points at it follows.
-- Careful: code that names item fails
ALTER TABLE "item" RENAME TO "item_dropped";

-- Rename table thing to item; what points at it follows.
-- Careful: code that names thing fails
ALTER TABLE "thing" RENAME TO "item";

-- Rebuild item: its primary key changes, which ALTER TABLE cannot do. Every row is written again, and writers wait.
CREATE TABLE "_tablesmith_new_item" (
    "id" INTEGER NOT NULL,
    CONSTRAINT "item_pkey" PRIMARY KEY ("id")
);

-- The rows of item come over.
-- Careful: rows that are alike in id stop it
INSERT INTO "_tablesmith_new_item" ("id")
SELECT
    "id"
FROM "item";

-- Go on only if nothing is lost; the error says what would be.
CREATE TEMPORARY TABLE "_tablesmith_assert" (
    "condition_1" INTEGER CONSTRAINT "not every row of item was copied" CHECK ("condition_1")
);
INSERT INTO "_tablesmith_assert"
SELECT
    (SELECT count(*) FROM "item") = (SELECT count(*) FROM "_tablesmith_new_item");
DROP TABLE temp."_tablesmith_assert";

-- The new item takes the place of the old one, whose rows it has.
DROP TABLE "item";

-- The legacy way leaves alone what names the table: foreign keys, views, triggers.
PRAGMA legacy_alter_table = 1;
ALTER TABLE "_tablesmith_new_item" RENAME TO "item";
PRAGMA legacy_alter_table = 0;

-- Drop table item_dropped.
-- Careful: the rows of item_dropped are lost
-- Careful: code that names item_dropped fails
DROP TABLE "item_dropped";
