-- step: transaction foreign_keys=off

-- Rename table first to archive_second; what points at it follows.
-- Careful: code that names first fails
ALTER TABLE "first" RENAME TO "archive_second";

-- Rename table second to first; what points at it follows.
-- Careful: code that names second fails
ALTER TABLE "second" RENAME TO "first";

-- Rebuild archive_second: constraint first_name_key gets another name, which ALTER TABLE cannot do. Every row is written again, and writers wait.
CREATE TABLE "_tablesmith_new_archive_second" (
    "id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    CONSTRAINT "second_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "second_name_key" UNIQUE ("name")
);

-- The rows of archive_second come over.
INSERT INTO "_tablesmith_new_archive_second" ("id", "name")
SELECT
    "id",
    "name"
FROM "archive_second";

-- Go on only if nothing is lost; the error says what would be.
CREATE TEMPORARY TABLE "_tablesmith_assert" (
    "condition_1" INTEGER CONSTRAINT "not every row of archive_second was copied" CHECK ("condition_1")
);
INSERT INTO "_tablesmith_assert"
SELECT
    (SELECT count(*) FROM "archive_second") = (SELECT count(*) FROM "_tablesmith_new_archive_second");
DROP TABLE temp."_tablesmith_assert";

-- The new archive_second takes the place of the old one, whose rows it has.
DROP TABLE "archive_second";

-- The legacy way leaves alone what names the table: foreign keys, views, triggers.
PRAGMA legacy_alter_table = 1;
ALTER TABLE "_tablesmith_new_archive_second" RENAME TO "archive_second";
PRAGMA legacy_alter_table = 0;

-- Rebuild first: constraint second_name_key gets another name, which ALTER TABLE cannot do. Every row is written again, and writers wait.
CREATE TABLE "_tablesmith_new_first" (
    "id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    CONSTRAINT "first_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "first_name_key" UNIQUE ("name")
);

-- The rows of first come over.
INSERT INTO "_tablesmith_new_first" ("id", "name")
SELECT
    "id",
    "name"
FROM "first";

-- Go on only if nothing is lost; the error says what would be.
CREATE TEMPORARY TABLE "_tablesmith_assert" (
    "condition_1" INTEGER CONSTRAINT "not every row of first was copied" CHECK ("condition_1")
);
INSERT INTO "_tablesmith_assert"
SELECT
    (SELECT count(*) FROM "first") = (SELECT count(*) FROM "_tablesmith_new_first");
DROP TABLE temp."_tablesmith_assert";

-- The new first takes the place of the old one, whose rows it has.
DROP TABLE "first";

-- The legacy way leaves alone what names the table: foreign keys, views, triggers.
PRAGMA legacy_alter_table = 1;
ALTER TABLE "_tablesmith_new_first" RENAME TO "first";
PRAGMA legacy_alter_table = 0;
