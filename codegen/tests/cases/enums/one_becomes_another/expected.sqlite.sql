-- step: check CHECK_VIOLATIONS "note has rows that break the check note_mood_check"

SELECT "id", "mood"
FROM (SELECT "id", CAST((case mood when 'open' then 'good' else 'bad' end) AS TEXT) AS "mood" FROM "note") AS "note"
WHERE NOT ("mood" in ('good', 'bad'));

-- step: transaction foreign_keys=off

-- Rebuild note: constraint note_mood_check changes, which ALTER TABLE cannot do. Every row is written again, and writers wait.
CREATE TABLE "_tablesmith_new_note" (
    "id" INTEGER NOT NULL,
    "mood" TEXT NOT NULL,
    CONSTRAINT "note_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "note_mood_check" CHECK ("mood" in ('good', 'bad'))
);

-- The rows of note come over.
-- Careful: rows that break note_mood_check stop it
INSERT INTO "_tablesmith_new_note" ("id", "mood")
SELECT
    "id",
    (case mood when 'open' then 'good' else 'bad' end)
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
