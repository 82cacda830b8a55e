-- step: transaction foreign_keys=off

-- Rename table c to c_dropped; what points at it follows.
-- Careful: code that names c fails
ALTER TABLE "c" RENAME TO "c_dropped";

-- Rename table b to c; what points at it follows.
-- Careful: code that names b fails
ALTER TABLE "b" RENAME TO "c";

-- Rename table a to b; what points at it follows.
-- Careful: code that names a fails
ALTER TABLE "a" RENAME TO "b";

-- Rebuild b: its primary key changes, which ALTER TABLE cannot do. Every row is written again, and writers wait.
CREATE TABLE "_tablesmith_new_b" (
    "id" INTEGER NOT NULL,
    "x" TEXT NOT NULL,
    CONSTRAINT "b_pkey" PRIMARY KEY ("id")
);

-- The rows of b come over.
-- Careful: rows that are alike in id stop it
INSERT INTO "_tablesmith_new_b" ("id", "x")
SELECT
    "id",
    "x"
FROM "b";

-- Go on only if nothing is lost; the error says what would be.
CREATE TEMPORARY TABLE "_tablesmith_assert" (
    "condition_1" INTEGER CONSTRAINT "not every row of b was copied" CHECK ("condition_1")
);
INSERT INTO "_tablesmith_assert"
SELECT
    (SELECT count(*) FROM "b") = (SELECT count(*) FROM "_tablesmith_new_b");
DROP TABLE temp."_tablesmith_assert";

-- The new b takes the place of the old one, whose rows it has.
DROP TABLE "b";

-- The legacy way leaves alone what names the table: foreign keys, views, triggers.
PRAGMA legacy_alter_table = 1;
ALTER TABLE "_tablesmith_new_b" RENAME TO "b";
PRAGMA legacy_alter_table = 0;

-- Rebuild c: its primary key changes, which ALTER TABLE cannot do. Every row is written again, and writers wait.
CREATE TABLE "_tablesmith_new_c" (
    "id" INTEGER NOT NULL,
    "y" INTEGER NOT NULL,
    CONSTRAINT "c_pkey" PRIMARY KEY ("id")
);

-- The rows of c come over.
-- Careful: rows that are alike in id stop it
INSERT INTO "_tablesmith_new_c" ("id", "y")
SELECT
    "id",
    "y"
FROM "c";

-- Go on only if nothing is lost; the error says what would be.
CREATE TEMPORARY TABLE "_tablesmith_assert" (
    "condition_1" INTEGER CONSTRAINT "not every row of c was copied" CHECK ("condition_1")
);
INSERT INTO "_tablesmith_assert"
SELECT
    (SELECT count(*) FROM "c") = (SELECT count(*) FROM "_tablesmith_new_c");
DROP TABLE temp."_tablesmith_assert";

-- The new c takes the place of the old one, whose rows it has.
DROP TABLE "c";

-- The legacy way leaves alone what names the table: foreign keys, views, triggers.
PRAGMA legacy_alter_table = 1;
ALTER TABLE "_tablesmith_new_c" RENAME TO "c";
PRAGMA legacy_alter_table = 0;

-- Drop table c_dropped.
-- Careful: the rows of c_dropped are lost
-- Careful: code that names c_dropped fails
DROP TABLE "c_dropped";
