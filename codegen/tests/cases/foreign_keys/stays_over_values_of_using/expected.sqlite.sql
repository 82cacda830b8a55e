-- step: check FOREIGN_KEY_ORPHANS "line has rows whose note_id is in no row of note, which line_note_id_fkey forbids"

SELECT "child"."id", "child"."note_id"
FROM (SELECT "id", CAST((length(note_id) + 1) AS INTEGER) AS "note_id" FROM "line") AS "child"
WHERE "child"."note_id" IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM "note" AS "parent" WHERE (length(id)) = "child"."note_id");

-- step: check UNIQUE_DUPLICATES "note has rows that are alike in id, which note_pkey forbids"

SELECT "id", count(*) AS "rows"
FROM (SELECT CAST((length(id)) AS INTEGER) AS "id" FROM "note") AS "note"
WHERE "id" IS NOT NULL
GROUP BY "id"
HAVING count(*) > 1;

-- step: transaction foreign_keys=off

-- Rebuild line: column note_id gets its values in another form, which ALTER TABLE cannot do. Every row is written again, and writers wait.
CREATE TABLE "_tablesmith_new_line" (
    "id" INTEGER NOT NULL,
    "note_id" INTEGER NOT NULL,
    CONSTRAINT "line_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "line_note_id_fkey" FOREIGN KEY ("note_id") REFERENCES "note" ("id")
);

-- The rows of line come over.
INSERT INTO "_tablesmith_new_line" ("id", "note_id")
SELECT
    "id",
    (length(note_id) + 1)
FROM "line";

-- Go on only if nothing is lost; the error says what would be.
CREATE TEMPORARY TABLE "_tablesmith_assert" (
    "condition_1" INTEGER CONSTRAINT "not every row of line was copied" CHECK ("condition_1"),
    "condition_2" INTEGER CONSTRAINT "a value of line.note_id is no INTEGER: convert it with `using`" CHECK ("condition_2")
);
INSERT INTO "_tablesmith_assert"
SELECT
    (SELECT count(*) FROM "line") = (SELECT count(*) FROM "_tablesmith_new_line"),
    NOT EXISTS (SELECT 1 FROM "_tablesmith_new_line" WHERE typeof("note_id") NOT IN ('integer', 'null'));
DROP TABLE temp."_tablesmith_assert";

-- The new line takes the place of the old one, whose rows it has.
DROP TABLE "line";

-- The legacy way leaves alone what names the table: foreign keys, views, triggers.
PRAGMA legacy_alter_table = 1;
ALTER TABLE "_tablesmith_new_line" RENAME TO "line";
PRAGMA legacy_alter_table = 0;

-- Rebuild note: column id gets its values in another form, which ALTER TABLE cannot do. Every row is written again, and writers wait.
CREATE TABLE "_tablesmith_new_note" (
    "id" INTEGER NOT NULL,
    CONSTRAINT "note_pkey" PRIMARY KEY ("id")
);

-- The rows of note come over.
INSERT INTO "_tablesmith_new_note" ("id")
SELECT
    (length(id))
FROM "note";

-- Go on only if nothing is lost; the error says what would be.
CREATE TEMPORARY TABLE "_tablesmith_assert" (
    "condition_1" INTEGER CONSTRAINT "not every row of note was copied" CHECK ("condition_1"),
    "condition_2" INTEGER CONSTRAINT "a value of note.id is no INTEGER: convert it with `using`" CHECK ("condition_2")
);
INSERT INTO "_tablesmith_assert"
SELECT
    (SELECT count(*) FROM "note") = (SELECT count(*) FROM "_tablesmith_new_note"),
    NOT EXISTS (SELECT 1 FROM "_tablesmith_new_note" WHERE typeof("id") NOT IN ('integer', 'null'));
DROP TABLE temp."_tablesmith_assert";

-- The new note takes the place of the old one, whose rows it has.
DROP TABLE "note";

-- The legacy way leaves alone what names the table: foreign keys, views, triggers.
PRAGMA legacy_alter_table = 1;
ALTER TABLE "_tablesmith_new_note" RENAME TO "note";
PRAGMA legacy_alter_table = 0;

-- Index of line.
CREATE INDEX "line_note_id_idx" ON "line" ("note_id");

-- Index of look.
CREATE INDEX "look_id_idx" ON "look" ("id" DESC);
