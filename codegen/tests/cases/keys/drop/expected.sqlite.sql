-- step: transaction foreign_keys=off

-- Rebuild seat: its primary key changes, which ALTER TABLE cannot do. Every row is written again, and writers wait.
CREATE TABLE "_tablesmith_new_seat" (
    "room" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "name" TEXT NOT NULL
);

-- The rows of seat come over.
INSERT INTO "_tablesmith_new_seat" (rowid, "room", "number", "name")
SELECT
    rowid,
    "room",
    "number",
    "name"
FROM "seat";

-- Go on only if nothing is lost; the error says what would be.
CREATE TEMPORARY TABLE "_tablesmith_assert" (
    "condition_1" INTEGER CONSTRAINT "not every row of seat was copied" CHECK ("condition_1")
);
INSERT INTO "_tablesmith_assert"
SELECT
    (SELECT count(*) FROM "seat") = (SELECT count(*) FROM "_tablesmith_new_seat");
DROP TABLE temp."_tablesmith_assert";

-- The new seat takes the place of the old one, whose rows it has.
DROP TABLE "seat";

-- The legacy way leaves alone what names the table: foreign keys, views, triggers.
PRAGMA legacy_alter_table = 1;
ALTER TABLE "_tablesmith_new_seat" RENAME TO "seat";
PRAGMA legacy_alter_table = 0;
