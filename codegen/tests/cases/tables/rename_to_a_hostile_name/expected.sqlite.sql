-- step: transaction foreign_keys=off

-- Rename table note to "; drop table note; --; what points at it follows.
-- Careful: code that names note fails
ALTER TABLE "note" RENAME TO """; drop table note; --";

-- Rebuild "; drop table note; --: constraint note_pkey gets another name, which ALTER TABLE cannot do. Every row is written again, and writers wait.
CREATE TABLE "_tablesmith_new_""; drop table note; --" (
    "id" INTEGER NOT NULL,
    "body" TEXT NOT NULL,
    CONSTRAINT """; drop table note; --_pkey" PRIMARY KEY ("id")
);

-- The rows of "; drop table note; -- come over.
INSERT INTO "_tablesmith_new_""; drop table note; --" ("id", "body")
SELECT
    "id",
    "body"
FROM """; drop table note; --";

-- Go on only if nothing is lost; the error says what would be.
CREATE TEMPORARY TABLE "_tablesmith_assert" (
    "condition_1" INTEGER CONSTRAINT "not every row of ""; drop table note; -- was copied" CHECK ("condition_1")
);
INSERT INTO "_tablesmith_assert"
SELECT
    (SELECT count(*) FROM """; drop table note; --") = (SELECT count(*) FROM "_tablesmith_new_""; drop table note; --");
DROP TABLE temp."_tablesmith_assert";

-- The new "; drop table note; -- takes the place of the old one, whose rows it has.
DROP TABLE """; drop table note; --";

-- The legacy way leaves alone what names the table: foreign keys, views, triggers.
PRAGMA legacy_alter_table = 1;
ALTER TABLE "_tablesmith_new_""; drop table note; --" RENAME TO """; drop table note; --";
PRAGMA legacy_alter_table = 0;
