-- step: check CHECK_VIOLATIONS "note has rows that break the check note_title_check"

SELECT "id", "title"
FROM (SELECT "id", ("size") AS "title" FROM "note") AS "note"
WHERE NOT (title > 1);

-- step: transaction foreign_keys=off

-- Rename column size of note to _tablesmith_renamed_size.
-- Careful: code that names size fails
ALTER TABLE "note" RENAME COLUMN "size" TO "_tablesmith_renamed_size";

-- Rename column title of note to size.
-- Careful: code that names title fails
ALTER TABLE "note" RENAME COLUMN "title" TO "size";

-- Rename column _tablesmith_renamed_size of note to title.
ALTER TABLE "note" RENAME COLUMN "_tablesmith_renamed_size" TO "title";

-- Rebuild note: constraint note_size_check goes, which ALTER TABLE cannot do. Every row is written again, and writers wait.
CREATE TABLE "_tablesmith_new_note" (
    "id" INTEGER NOT NULL,
    "title" INTEGER NOT NULL,
    "size" TEXT NOT NULL,
    CONSTRAINT "note_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "note_title_check" CHECK (title > 1)
);

-- The rows of note come over.
-- Careful: rows that break note_title_check stop it
INSERT INTO "_tablesmith_new_note" ("id", "title", "size")
SELECT
    "id",
    "title",
    "size"
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
