-- step: transaction foreign_keys=off

-- Rename table note to _tablesmith_renamed_note; what points at it follows.
-- Careful: code that names note fails
ALTER TABLE "note" RENAME TO "_tablesmith_renamed_note";

-- Rename table _tablesmith_renamed_note to Note; what points at it follows.
ALTER TABLE "_tablesmith_renamed_note" RENAME TO "Note";

-- Rebuild Note: constraint note_pkey gets another name, which ALTER TABLE cannot do. Every row is written again, and writers wait.
CREATE TABLE "_tablesmith_new_Note" (
    "id" INTEGER NOT NULL,
    "body" TEXT NOT NULL,
    CONSTRAINT "Note_pkey" PRIMARY KEY ("id")
);

-- The rows of Note come over.
INSERT INTO "_tablesmith_new_Note" ("id", "body")
SELECT
    "id",
    "body"
FROM "Note";

-- Go on only if nothing is lost; the error says what would be.
CREATE TEMPORARY TABLE "_tablesmith_assert" (
    "condition_1" INTEGER CONSTRAINT "not every row of Note was copied" CHECK ("condition_1")
);
INSERT INTO "_tablesmith_assert"
SELECT
    (SELECT count(*) FROM "Note") = (SELECT count(*) FROM "_tablesmith_new_Note");
DROP TABLE temp."_tablesmith_assert";

-- The new Note takes the place of the old one, whose rows it has.
DROP TABLE "Note";

-- The legacy way leaves alone what names the table: foreign keys, views, triggers.
PRAGMA legacy_alter_table = 1;
ALTER TABLE "_tablesmith_new_Note" RENAME TO "Note";
PRAGMA legacy_alter_table = 0;
