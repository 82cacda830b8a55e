-- step: transaction foreign_keys=off

-- Drop an index of left.
DROP INDEX "right_left_idx";

-- Drop an index of right.
DROP INDEX "left_right_idx";

-- Rename table left to _tablesmith_renamed_left; what points at it follows.
-- Careful: code that names left fails
ALTER TABLE "left" RENAME TO "_tablesmith_renamed_left";

-- Rename table right to left; what points at it follows.
-- Careful: code that names right fails
ALTER TABLE "right" RENAME TO "left";

-- Rename table _tablesmith_renamed_left to right; what points at it follows.
ALTER TABLE "_tablesmith_renamed_left" RENAME TO "right";

-- Rebuild left: constraint right_left_fkey gets another name, which ALTER TABLE cannot do. Every row is written again, and writers wait.
CREATE TABLE "_tablesmith_new_left" (
    "id" INTEGER NOT NULL,
    "left" INTEGER,
    "name" TEXT NOT NULL,
    CONSTRAINT "left_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "left_left_fkey" FOREIGN KEY ("left") REFERENCES "right" ("id")
);

-- The rows of left come over.
INSERT INTO "_tablesmith_new_left" ("id", "left", "name")
SELECT
    "id",
    "left",
    "name"
FROM "left";

-- Go on only if nothing is lost; the error says what would be.
CREATE TEMPORARY TABLE "_tablesmith_assert" (
    "condition_1" INTEGER CONSTRAINT "not every row of left was copied" CHECK ("condition_1")
);
INSERT INTO "_tablesmith_assert"
SELECT
    (SELECT count(*) FROM "left") = (SELECT count(*) FROM "_tablesmith_new_left");
DROP TABLE temp."_tablesmith_assert";

-- The new left takes the place of the old one, whose rows it has.
DROP TABLE "left";

-- The legacy way leaves alone what names the table: foreign keys, views, triggers.
PRAGMA legacy_alter_table = 1;
ALTER TABLE "_tablesmith_new_left" RENAME TO "left";
PRAGMA legacy_alter_table = 0;

-- Rebuild right: constraint left_pkey gets another name, which ALTER TABLE cannot do. Every row is written again, and writers wait.
CREATE TABLE "_tablesmith_new_right" (
    "id" INTEGER NOT NULL,
    "right" INTEGER,
    CONSTRAINT "right_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "right_right_fkey" FOREIGN KEY ("right") REFERENCES "left" ("id")
);

-- The rows of right come over.
INSERT INTO "_tablesmith_new_right" ("id", "right")
SELECT
    "id",
    "right"
FROM "right";

-- Go on only if nothing is lost; the error says what would be.
CREATE TEMPORARY TABLE "_tablesmith_assert" (
    "condition_1" INTEGER CONSTRAINT "not every row of right was copied" CHECK ("condition_1")
);
INSERT INTO "_tablesmith_assert"
SELECT
    (SELECT count(*) FROM "right") = (SELECT count(*) FROM "_tablesmith_new_right");
DROP TABLE temp."_tablesmith_assert";

-- The new right takes the place of the old one, whose rows it has.
DROP TABLE "right";

-- The legacy way leaves alone what names the table: foreign keys, views, triggers.
PRAGMA legacy_alter_table = 1;
ALTER TABLE "_tablesmith_new_right" RENAME TO "right";
PRAGMA legacy_alter_table = 0;

-- Index of left.
CREATE INDEX "left_left_idx" ON "left" ("left");

-- Index of right.
CREATE INDEX "right_right_idx" ON "right" ("right");
