-- step: transaction foreign_keys=off

-- Rename column state of note to former.
-- Careful: code that names state fails
ALTER TABLE "note" RENAME COLUMN "state" TO "former";

-- Rebuild note: new column state takes a name that is there, which ALTER TABLE cannot do. Every row is written again, and writers wait.
CREATE TABLE "_tablesmith_new_note" (
    "id" INTEGER NOT NULL,
    "former" TEXT,
    "state" TEXT NOT NULL DEFAULT 'new',
    CONSTRAINT "note_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "note_former_state_key" UNIQUE ("former", "state")
);

-- The rows of note come over.
-- Careful: rows that are alike in former, state stop it
INSERT INTO "_tablesmith_new_note" ("id", "former")
SELECT
    "id",
    "former"
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
