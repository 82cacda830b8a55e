-- step: check CHECK_VIOLATIONS "note has rows that break the check not_sent"

SELECT "id", "status", "body"
FROM "note"
WHERE NOT (status <> 'sent' or body <> '');

-- step: transaction foreign_keys=off

-- Rebuild note: constraint not_sent is new, which ALTER TABLE cannot do. Every row is written again, and writers wait.
CREATE TABLE "_tablesmith_new_note" (
    "id" INTEGER NOT NULL,
    "status" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    CONSTRAINT "note_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "not_sent" CHECK (status <> 'sent' or body <> ''),
    CONSTRAINT "note_status_check" CHECK ("status" in ('open', 'paid', 'lost', 'sent'))
);

-- The rows of note come over.
-- Careful: rows that break not_sent stop it
-- Careful: rows that break note_status_check stop it
INSERT INTO "_tablesmith_new_note" ("id", "status", "body")
SELECT
    "id",
    "status",
    "body"
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
