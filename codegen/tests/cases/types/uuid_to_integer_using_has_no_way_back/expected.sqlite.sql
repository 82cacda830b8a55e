-- step: transaction foreign_keys=off

-- Rebuild note: column maybe gets its values in another form, which ALTER TABLE cannot do. Every row is written again, and writers wait.
CREATE TABLE "_tablesmith_new_note" (
    "id" INTEGER NOT NULL,
    "value" INTEGER NOT NULL,
    "maybe" INTEGER,
    CONSTRAINT "note_pkey" PRIMARY KEY ("id")
);

-- The rows of note come over.
INSERT INTO "_tablesmith_new_note" ("id", "value", "maybe")
SELECT
    "id",
    (length(value)),
    (length(maybe))
FROM "note";

-- Go on only if nothing is lost; the error says what would be.
CREATE TEMPORARY TABLE "_tablesmith_assert" (
    "condition_1" INTEGER CONSTRAINT "not every row of note was copied" CHECK ("condition_1"),
    "condition_2" INTEGER CONSTRAINT "a value of note.value is no INTEGER: convert it with `using`" CHECK ("condition_2"),
    "condition_3" INTEGER CONSTRAINT "a value of note.maybe is no INTEGER: convert it with `using`" CHECK ("condition_3")
);
INSERT INTO "_tablesmith_assert"
SELECT
    (SELECT count(*) FROM "note") = (SELECT count(*) FROM "_tablesmith_new_note"),
    NOT EXISTS (SELECT 1 FROM "_tablesmith_new_note" WHERE typeof("value") NOT IN ('integer', 'null')),
    NOT EXISTS (SELECT 1 FROM "_tablesmith_new_note" WHERE typeof("maybe") NOT IN ('integer', 'null'));
DROP TABLE temp."_tablesmith_assert";

-- The new note takes the place of the old one, whose rows it has.
DROP TABLE "note";

-- The legacy way leaves alone what names the table: foreign keys, views, triggers.
PRAGMA legacy_alter_table = 1;
ALTER TABLE "_tablesmith_new_note" RENAME TO "note";
PRAGMA legacy_alter_table = 0;
