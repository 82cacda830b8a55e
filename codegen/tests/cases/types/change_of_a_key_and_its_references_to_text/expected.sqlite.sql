-- step: transaction foreign_keys=off

-- Rebuild note: column author gets another type, which ALTER TABLE cannot do. Every row is written again, and writers wait.
CREATE TABLE "_tablesmith_new_note" (
    "id" INTEGER NOT NULL,
    "author" TEXT NOT NULL,
    CONSTRAINT "note_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "note_author_fkey" FOREIGN KEY ("author") REFERENCES "person" ("id") ON DELETE CASCADE
);

-- The rows of note come over.
-- Careful: values of author that are no TEXT stop it
INSERT INTO "_tablesmith_new_note" ("id", "author")
SELECT
    "id",
    CAST("author" AS TEXT)
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

-- Rebuild person: column id gets another type, which ALTER TABLE cannot do. Every row is written again, and writers wait.
CREATE TABLE "_tablesmith_new_person" (
    "id" TEXT NOT NULL,
    CONSTRAINT "person_pkey" PRIMARY KEY ("id")
);

-- The rows of person come over.
-- Careful: values of id that are no TEXT stop it
INSERT INTO "_tablesmith_new_person" (rowid, "id")
SELECT
    rowid,
    CAST("id" AS TEXT)
FROM "person";

-- Go on only if nothing is lost; the error says what would be.
CREATE TEMPORARY TABLE "_tablesmith_assert" (
    "condition_1" INTEGER CONSTRAINT "not every row of person was copied" CHECK ("condition_1")
);
INSERT INTO "_tablesmith_assert"
SELECT
    (SELECT count(*) FROM "person") = (SELECT count(*) FROM "_tablesmith_new_person");
DROP TABLE temp."_tablesmith_assert";

-- The new person takes the place of the old one, whose rows it has.
DROP TABLE "person";

-- The legacy way leaves alone what names the table: foreign keys, views, triggers.
PRAGMA legacy_alter_table = 1;
ALTER TABLE "_tablesmith_new_person" RENAME TO "person";
PRAGMA legacy_alter_table = 0;

-- Index of note.
CREATE INDEX "note_author_idx" ON "note" ("author");
