-- step: transaction foreign_keys=off

-- Rebuild hen: constraint hen_egg_fkey is new, which ALTER TABLE cannot do. Every row is written again, and writers wait.
CREATE TABLE "_tablesmith_new_hen" (
    "id" INTEGER NOT NULL,
    "egg" INTEGER,
    CONSTRAINT "hen_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "hen_egg_fkey" FOREIGN KEY ("egg") REFERENCES "egg" ("id")
);

-- The rows of hen come over.
INSERT INTO "_tablesmith_new_hen" ("id", "egg")
SELECT
    "id",
    "egg"
FROM "hen";

-- Go on only if nothing is lost; the error says what would be.
CREATE TEMPORARY TABLE "_tablesmith_assert" (
    "condition_1" INTEGER CONSTRAINT "not every row of hen was copied" CHECK ("condition_1"),
    "condition_2" INTEGER CONSTRAINT "hen has an index or trigger that no migration made: drop it before, make it again after" CHECK ("condition_2")
);
INSERT INTO "_tablesmith_assert"
SELECT
    (SELECT count(*) FROM "hen") = (SELECT count(*) FROM "_tablesmith_new_hen"),
    NOT EXISTS (SELECT 1 FROM sqlite_schema WHERE type IN ('index', 'trigger') AND tbl_name = 'hen' COLLATE NOCASE AND sql IS NOT NULL);
DROP TABLE temp."_tablesmith_assert";

-- The new hen takes the place of the old one, whose rows it has.
DROP TABLE "hen";

-- The legacy way leaves alone what names the table: foreign keys, views, triggers.
PRAGMA legacy_alter_table = 1;
ALTER TABLE "_tablesmith_new_hen" RENAME TO "hen";
PRAGMA legacy_alter_table = 0;

-- Index of hen.
CREATE INDEX "hen_egg_idx" ON "hen" ("egg");
