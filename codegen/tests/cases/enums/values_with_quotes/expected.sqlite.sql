-- step: transaction foreign_keys=off

-- Rebuild note: constraint note_last_check changes, which ALTER TABLE cannot do. Every row is written again, and writers wait.
CREATE TABLE "_tablesmith_new_note" (
    "id" INTEGER NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'open',
    "last" TEXT,
    CONSTRAINT "note_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "note_last_check" CHECK ("last" in ('open', 'it''s', 'on its "way"')),
    CONSTRAINT "note_state_check" CHECK ("state" in ('open', 'it''s', 'on its "way"'))
);

-- The rows of note come over.
-- Careful: rows that break note_last_check stop it
-- Careful: rows that break note_state_check stop it
INSERT INTO "_tablesmith_new_note" ("id", "state", "last")
SELECT
    "id",
    "state",
    "last"
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
