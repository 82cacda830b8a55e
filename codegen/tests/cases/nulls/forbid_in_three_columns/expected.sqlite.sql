-- step: check CHECK_VIOLATIONS "note has rows that break the check note_c_check"

SELECT "id", "c"
FROM (SELECT "id", CAST(coalesce("c", (false)) AS INTEGER) AS "c" FROM "note") AS "note"
WHERE NOT ("c" in (0, 1));

-- step: transaction foreign_keys=off

-- Rebuild note: column a becomes NOT NULL, which ALTER TABLE cannot do. Every row is written again, and writers wait.
CREATE TABLE "_tablesmith_new_note" (
    "id" INTEGER NOT NULL,
    "a" TEXT NOT NULL,
    "b" INTEGER NOT NULL,
    "c" INTEGER NOT NULL,
    CONSTRAINT "note_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "note_c_check" CHECK ("c" in (0, 1))
);

-- The rows of note come over.
-- Careful: code that leaves a NULL fails
-- Careful: code that leaves b NULL fails
-- Careful: code that leaves c NULL fails
INSERT INTO "_tablesmith_new_note" ("id", "a", "b", "c")
SELECT
    "id",
    coalesce("a", ''),
    coalesce("b", 0),
    coalesce("c", false)
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
