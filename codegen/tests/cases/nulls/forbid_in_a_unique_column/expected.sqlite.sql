-- step: check NULL_VALUES "note.code is NULL in some rows, and its backfill gives them no value"

SELECT "id", "code"
FROM (SELECT "id", CAST(coalesce("code", ('c' || id)) AS TEXT) AS "code" FROM "note") AS "note"
WHERE "code" IS NULL;

-- step: check UNIQUE_DUPLICATES "note has rows that are alike in code, which note_code_key forbids"

SELECT "code", count(*) AS "rows"
FROM (SELECT "id", CAST(coalesce("code", ('c' || id)) AS TEXT) AS "code" FROM "note") AS "note"
WHERE "code" IS NOT NULL
GROUP BY "code"
HAVING count(*) > 1;

-- step: transaction foreign_keys=off

-- Rebuild note: column code becomes NOT NULL, which ALTER TABLE cannot do. Every row is written again, and writers wait.
CREATE TABLE "_tablesmith_new_note" (
    "id" INTEGER NOT NULL,
    "code" TEXT NOT NULL,
    CONSTRAINT "note_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "note_code_key" UNIQUE ("code")
);

-- The rows of note come over.
-- Careful: code that leaves code NULL fails
INSERT INTO "_tablesmith_new_note" ("id", "code")
SELECT
    "id",
    coalesce("code", 'c' || id)
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
