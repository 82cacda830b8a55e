-- step: check NULL_VALUES "note.b is to have a value, and its `using` gives it none in some rows"

SELECT "id", "b"
FROM (SELECT "id", CAST((length(b)) AS INTEGER) AS "b" FROM "note") AS "note"
WHERE "b" IS NULL;

-- step: transaction foreign_keys=off

-- Rebuild note: column a becomes NOT NULL, which ALTER TABLE cannot do. Every row is written again, and writers wait.
CREATE TABLE "_tablesmith_new_note" (
    "id" INTEGER NOT NULL,
    "a" INTEGER NOT NULL,
    "b" INTEGER NOT NULL,
    CONSTRAINT "note_pkey" PRIMARY KEY ("id")
);

-- The rows of note come over.
-- Careful: code that leaves a NULL fails
-- Careful: rows whose b is NULL stop it
-- Careful: code that leaves b NULL fails
INSERT INTO "_tablesmith_new_note" ("id", "a", "b")
SELECT
    "id",
    coalesce("a", 7),
    (length(b))
FROM "note";

-- Go on only if nothing is lost; the error says what would be.
CREATE TEMPORARY TABLE "_tablesmith_assert" (
    "condition_1" INTEGER CONSTRAINT "not every row of note was copied" CHECK ("condition_1"),
    "condition_2" INTEGER CONSTRAINT "a value of note.b is no INTEGER: convert it with `using`" CHECK ("condition_2")
);
INSERT INTO "_tablesmith_assert"
SELECT
    (SELECT count(*) FROM "note") = (SELECT count(*) FROM "_tablesmith_new_note"),
    NOT EXISTS (SELECT 1 FROM "_tablesmith_new_note" WHERE typeof("b") NOT IN ('integer', 'null'));
DROP TABLE temp."_tablesmith_assert";

-- The new note takes the place of the old one, whose rows it has.
DROP TABLE "note";

-- The legacy way leaves alone what names the table: foreign keys, views, triggers.
PRAGMA legacy_alter_table = 1;
ALTER TABLE "_tablesmith_new_note" RENAME TO "note";
PRAGMA legacy_alter_table = 0;
