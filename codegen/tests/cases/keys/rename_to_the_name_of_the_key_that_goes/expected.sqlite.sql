-- step: transaction foreign_keys=off

-- Rename column id of note to id_dropped.
-- Careful: code that names id fails
ALTER TABLE "note" RENAME COLUMN "id" TO "id_dropped";

-- Rename column number of note to id.
-- Careful: code that names number fails
ALTER TABLE "note" RENAME COLUMN "number" TO "id";

-- Rebuild note: dropped column id_dropped is in the primary key, which ALTER TABLE cannot do. Every row is written again, and writers wait.
CREATE TABLE "_tablesmith_new_note" (
    "id" INTEGER NOT NULL,
    CONSTRAINT "note_pkey" PRIMARY KEY ("id")
);

-- The rows of note come over.
-- Careful: the values of id_dropped are lost
-- Careful: code that names id_dropped fails
-- Careful: rows that are alike in id stop it
INSERT INTO "_tablesmith_new_note" ("id")
SELECT
    "id"
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
