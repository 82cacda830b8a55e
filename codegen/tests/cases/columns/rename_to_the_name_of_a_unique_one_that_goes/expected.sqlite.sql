-- step: transaction foreign_keys=off

-- Rename column name of note to name_dropped.
-- Careful: code that names name fails
ALTER TABLE "note" RENAME COLUMN "name" TO "name_dropped";

-- Rename column title of note to name.
-- Careful: code that names title fails
ALTER TABLE "note" RENAME COLUMN "title" TO "name";

-- Rebuild note: dropped column name_dropped is in a unique constraint, which ALTER TABLE cannot do. Every row is written again, and writers wait.
CREATE TABLE "_tablesmith_new_note" (
    "id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    CONSTRAINT "note_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "note_name_key" UNIQUE ("name")
);

-- The rows of note come over.
-- Careful: the values of name_dropped are lost
-- Careful: code that names name_dropped fails
-- Careful: rows that are alike in name stop it
INSERT INTO "_tablesmith_new_note" ("id", "name")
SELECT
    "id",
    "name"
FROM "note";

-- Go on only if nothing is lost; the error says what would be.
CREATE TEMPORARY TABLE "_tablesmith_assert" (
    "condition_1" INTEGER CONSTRAINT "not every row of note was copied" CHECK ("condition_1")
);
INSERT INTO "_tablesmith_assert"
SELECT
    (SELECT count(*) FROM "note") = (SELECT count(*) FROM "_tablesmith_new_note");
DROP TABLE temp."_tablesmith_assert";

-- The new note takes the place of the old one, whose rows it has.
DROP TABLE "note";

-- The legacy way leaves alone what names the table: foreign keys, views, triggers.
PRAGMA legacy_alter_table = 1;
ALTER TABLE "_tablesmith_new_note" RENAME TO "note";
PRAGMA legacy_alter_table = 0;
