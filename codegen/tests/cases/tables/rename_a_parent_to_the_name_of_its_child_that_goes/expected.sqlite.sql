-- step: transaction foreign_keys=off

-- Rename table box to box_dropped; what points at it follows.
-- Careful: code that names box fails
ALTER TABLE "box" RENAME TO "box_dropped";

-- Rename table item to box; what points at it follows.
-- Careful: code that names item fails
ALTER TABLE "item" RENAME TO "box";

-- Rename table thing to object; what points at it follows.
-- Careful: code that names thing fails
ALTER TABLE "thing" RENAME TO "object";

-- Rebuild box: its primary key changes, which ALTER TABLE cannot do. Every row is written again, and writers wait.
CREATE TABLE "_tablesmith_new_box" (
    "id" INTEGER NOT NULL,
    CONSTRAINT "box_pkey" PRIMARY KEY ("id")
);

-- The rows of box come over.
-- Careful: rows that are alike in id stop it
INSERT INTO "_tablesmith_new_box" ("id")
SELECT
    "id"
FROM "box";

-- Go on only if nothing is lost; the error says what would be.
CREATE TEMPORARY TABLE "_tablesmith_assert" (
    "condition_1" INTEGER CONSTRAINT "not every row of box was copied" CHECK ("condition_1")
);
INSERT INTO "_tablesmith_assert"
SELECT
    (SELECT count(*) FROM "box") = (SELECT count(*) FROM "_tablesmith_new_box");
DROP TABLE temp."_tablesmith_assert";

-- The new box takes the place of the old one, whose rows it has.
DROP TABLE "box";

-- The legacy way leaves alone what names the table: foreign keys, views, triggers.
PRAGMA legacy_alter_table = 1;
ALTER TABLE "_tablesmith_new_box" RENAME TO "box";
PRAGMA legacy_alter_table = 0;

-- Rebuild object: constraint thing_pkey gets another name, which ALTER TABLE cannot do. Every row is written again, and writers wait.
CREATE TABLE "_tablesmith_new_object" (
    "id" INTEGER NOT NULL,
    CONSTRAINT "object_pkey" PRIMARY KEY ("id")
);

-- The rows of object come over.
INSERT INTO "_tablesmith_new_object" ("id")
SELECT
    "id"
FROM "object";

-- Go on only if nothing is lost; the error says what would be.
CREATE TEMPORARY TABLE "_tablesmith_assert" (
    "condition_1" INTEGER CONSTRAINT "not every row of object was copied" CHECK ("condition_1")
);
INSERT INTO "_tablesmith_assert"
SELECT
    (SELECT count(*) FROM "object") = (SELECT count(*) FROM "_tablesmith_new_object");
DROP TABLE temp."_tablesmith_assert";

-- The new object takes the place of the old one, whose rows it has.
DROP TABLE "object";

-- The legacy way leaves alone what names the table: foreign keys, views, triggers.
PRAGMA legacy_alter_table = 1;
ALTER TABLE "_tablesmith_new_object" RENAME TO "object";
PRAGMA legacy_alter_table = 0;

-- Drop table box_dropped.
-- Careful: the rows of box_dropped are lost
-- Careful: code that names box_dropped fails
DROP TABLE "box_dropped";
