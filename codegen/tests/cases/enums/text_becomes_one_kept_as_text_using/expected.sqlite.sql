-- step: check CHECK_VIOLATIONS "item has rows that break the check item_color_check"

SELECT "id", "color"
FROM (SELECT "id", CAST((case when color like '%1%' then 'red' else 'green' end) AS TEXT) AS "color" FROM "item") AS "item"
WHERE NOT ("color" in ('red', 'green'));

-- step: transaction foreign_keys=off

-- Rebuild item: constraint item_color_check is new, which ALTER TABLE cannot do. Every row is written again, and writers wait.
CREATE TABLE "_tablesmith_new_item" (
    "id" INTEGER NOT NULL,
    "color" TEXT,
    "shade" TEXT GENERATED ALWAYS AS (lower(color)) STORED,
    CONSTRAINT "item_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "item_color_check" CHECK ("color" in ('red', 'green'))
);

-- The rows of item come over.
-- Careful: rows that break item_color_check stop it
INSERT INTO "_tablesmith_new_item" ("id", "color")
SELECT
    "id",
    (case when color like '%1%' then 'red' else 'green' end)
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

-- Index of item.
CREATE INDEX "item_color_idx" ON "item" ("color") WHERE color <> 'name';
