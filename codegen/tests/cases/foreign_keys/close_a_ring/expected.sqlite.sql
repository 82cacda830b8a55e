-- step: check FOREIGN_KEY_ORPHANS "hen has rows whose egg is in no row of egg, which hen_egg_fkey forbids"

SELECT "child"."id", "child"."egg"
FROM "hen" AS "child"
WHERE "child"."egg" IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM "egg" AS "parent" WHERE "parent"."id" = "child"."egg");

-- step: transaction foreign_keys=off

-- Rebuild hen: constraint hen_egg_fkey is new, which ALTER TABLE cannot do. Every row is written again, and writers wait.
CREATE TABLE "_tablesmith_new_hen" (
    "id" INTEGER NOT NULL,
    "egg" INTEGER,
    CONSTRAINT "hen_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "hen_egg_fkey" FOREIGN KEY ("egg") REFERENCES "egg" ("id")
);

-- The rows of hen come over.
-- Careful: rows that point at no row of egg stop it
INSERT INTO "_tablesmith_new_hen" ("id", "egg")
SELECT
    "id",
    "egg"
FROM "hen";

-- Go on only if nothing is lost; the error says what would be.
CREATE TEMPORARY TABLE "_tablesmith_assert" (
    "condition_1" INTEGER CONSTRAINT "not every row of hen was copied" CHECK ("condition_1")
);
INSERT INTO "_tablesmith_assert"
SELECT
    (SELECT count(*) FROM "hen") = (SELECT count(*) FROM "_tablesmith_new_hen");
DROP TABLE temp."_tablesmith_assert";

-- The new hen takes the place of the old one, whose rows it has.
DROP TABLE "hen";

-- The legacy way leaves alone what names the table: foreign keys, views, triggers.
PRAGMA legacy_alter_table = 1;
ALTER TABLE "_tablesmith_new_hen" RENAME TO "hen";
PRAGMA legacy_alter_table = 0;

-- Index of hen.
CREATE INDEX "hen_egg_idx" ON "hen" ("egg");
