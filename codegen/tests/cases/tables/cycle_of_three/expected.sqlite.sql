-- step: transaction foreign_keys=off

-- Rename table a to _tablesmith_renamed_a; what points at it follows.
-- Careful: code that names a fails
ALTER TABLE "a" RENAME TO "_tablesmith_renamed_a";

-- Rename table c to a; what points at it follows.
-- Careful: code that names c fails
ALTER TABLE "c" RENAME TO "a";

-- Rename table b to c; what points at it follows.
-- Careful: code that names b fails
ALTER TABLE "b" RENAME TO "c";

-- Rename table _tablesmith_renamed_a to b; what points at it follows.
ALTER TABLE "_tablesmith_renamed_a" RENAME TO "b";

-- Rebuild a: constraint c_pkey gets another name, which ALTER TABLE cannot do. Every row is written again, and writers wait.
CREATE TABLE "_tablesmith_new_a" (
    "id" INTEGER NOT NULL,
    "z" INTEGER NOT NULL,
    CONSTRAINT "a_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "a_z_check" CHECK ("z" in (0, 1))
);

-- The rows of a come over.
INSERT INTO "_tablesmith_new_a" ("id", "z")
SELECT
    "id",
    "z"
FROM "a";

-- Go on only if nothing is lost; the error says what would be.
CREATE TEMPORARY TABLE "_tablesmith_assert" (
    "condition_1" INTEGER CONSTRAINT "not every row of a was copied" CHECK ("condition_1")
);
INSERT INTO "_tablesmith_assert"
SELECT
    (SELECT count(*) FROM "a") = (SELECT count(*) FROM "_tablesmith_new_a");
DROP TABLE temp."_tablesmith_assert";

-- The new a takes the place of the old one, whose rows it has.
DROP TABLE "a";

-- The legacy way leaves alone what names the table: foreign keys, views, triggers.
PRAGMA legacy_alter_table = 1;
ALTER TABLE "_tablesmith_new_a" RENAME TO "a";
PRAGMA legacy_alter_table = 0;

-- Rebuild b: constraint a_pkey gets another name, which ALTER TABLE cannot do. Every row is written again, and writers wait.
CREATE TABLE "_tablesmith_new_b" (
    "id" INTEGER NOT NULL,
    "x" TEXT NOT NULL,
    CONSTRAINT "b_pkey" PRIMARY KEY ("id")
);

-- The rows of b come over.
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

-- Rebuild c: constraint b_pkey gets another name, which ALTER TABLE cannot do. Every row is written again, and writers wait.
CREATE TABLE "_tablesmith_new_c" (
    "id" INTEGER NOT NULL,
    "y" INTEGER NOT NULL,
    CONSTRAINT "c_pkey" PRIMARY KEY ("id")
);

-- The rows of c come over.
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
