-- step: transaction foreign_keys=off

-- Rename table left to _tablesmith_renamed_left; what points at it follows.
-- Careful: code that names left fails
ALTER TABLE "left" RENAME TO "_tablesmith_renamed_left";

-- Rename table right to left; what points at it follows.
-- Careful: code that names right fails
ALTER TABLE "right" RENAME TO "left";

-- Rename table _tablesmith_renamed_left to right; what points at it follows.
ALTER TABLE "_tablesmith_renamed_left" RENAME TO "right";

-- Rebuild left: constraint right_pkey gets another name, which ALTER TABLE cannot do. Every row is written again, and writers wait.
CREATE TABLE "_tablesmith_new_left" (
    "id" INTEGER NOT NULL,
    "b" INTEGER NOT NULL,
    CONSTRAINT "left_pkey" PRIMARY KEY ("id")
);

-- The rows of left come over.
INSERT INTO "_tablesmith_new_left" ("id", "b")
SELECT
    "id",
    "b"
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
    "a" TEXT NOT NULL,
    CONSTRAINT "right_pkey" PRIMARY KEY ("id")
);

-- The rows of right come over.
INSERT INTO "_tablesmith_new_right" ("id", "a")
SELECT
    "id",
    "a"
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
