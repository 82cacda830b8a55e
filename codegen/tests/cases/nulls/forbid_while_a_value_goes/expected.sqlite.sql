-- step: check NULL_VALUES "note.mood is NULL in some rows, and is to have a value: give it a backfill"

SELECT "id", "mood"
FROM "note"
WHERE "mood" IS NULL;

-- step: check NULL_VALUES "note.state is NULL in some rows, and is to have a value: give it a backfill"

SELECT "id", "state"
FROM "note"
WHERE "state" IS NULL;

-- step: transaction foreign_keys=off

-- Rebuild note: constraint note_mood_check changes, which ALTER TABLE cannot do. Every row is written again, and writers wait.
CREATE TABLE "_tablesmith_new_note" (
    "id" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "mood" TEXT NOT NULL DEFAULT 'good',
    CONSTRAINT "note_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "note_mood_check" CHECK ("mood" in ('good')),
    CONSTRAINT "note_state_check" CHECK ("state" in ('open', 'paid'))
);

-- The rows of note come over.
-- Careful: rows whose mood is NULL stop it
-- Careful: code that leaves mood NULL fails
-- Careful: rows whose state is NULL stop it
-- Careful: code that leaves state NULL fails
-- Careful: rows that break note_mood_check stop it
-- Careful: rows that break note_state_check stop it
INSERT INTO "_tablesmith_new_note" ("id", "state", "mood")
SELECT
    "id",
    CASE "state" WHEN 'lost' THEN 'open' ELSE "state" END,
    CASE "mood" WHEN 'bad' THEN 'good' ELSE "mood" END
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
