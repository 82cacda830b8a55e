-- step: check NULL_VALUES "note.size is NULL in some rows, and its backfill gives them no value"

SELECT "id", "size"
FROM (SELECT "id", CAST(coalesce("size", (id - 2)) AS INTEGER) AS "size" FROM "note") AS "note"
WHERE "size" IS NULL;

-- step: check CHECK_VIOLATIONS "note has rows that break the check note_size_positive"

SELECT "id", "size"
FROM (SELECT "id", CAST(coalesce("size", (id - 2)) AS INTEGER) AS "size" FROM "note") AS "note"
WHERE NOT (size > 0);

-- step: transaction foreign_keys=off

-- Rebuild note: column size becomes NOT NULL, which ALTER TABLE cannot do. Every row is written again, and writers wait.
CREATE TABLE "_tablesmith_new_note" (
    "id" INTEGER NOT NULL,
    "size" INTEGER NOT NULL,
    CONSTRAINT "note_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "note_size_positive" CHECK (size > 0)
);

-- The rows of note come over.
-- Careful: code that leaves size NULL fails
INSERT INTO "_tablesmith_new_note" ("id", "size")
SELECT
    "id",
    coalesce("size", id - 2)
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

-- Index of look.
CREATE INDEX "look_id_idx" ON "look" ("id" DESC);
