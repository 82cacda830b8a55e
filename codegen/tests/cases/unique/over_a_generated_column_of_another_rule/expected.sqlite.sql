-- step: check UNIQUE_DUPLICATES "note has rows that are alike in title, is_high, which note_title_is_high_key forbids"

SELECT "title", "is_high", count(*) AS "rows"
FROM (SELECT "id", "title", CAST(number > 3 AS INTEGER) AS "is_high" FROM "note") AS "note"
WHERE "title" IS NOT NULL AND "is_high" IS NOT NULL
GROUP BY "title", "is_high"
HAVING count(*) > 1;

-- step: transaction foreign_keys=off

-- Rebuild note: column is_high is computed in another way, which ALTER TABLE cannot do. Every row is written again, and writers wait.
CREATE TABLE "_tablesmith_new_note" (
    "id" INTEGER NOT NULL,
    "number" INTEGER,
    "title" TEXT NOT NULL,
    "is_high" INTEGER GENERATED ALWAYS AS (number > 3) STORED,
    CONSTRAINT "note_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "note_title_is_high_key" UNIQUE ("title", "is_high"),
    CONSTRAINT "note_is_high_check" CHECK ("is_high" in (0, 1))
);

-- The rows of note come over.
-- Careful: rows that are alike in title, is_high stop it
INSERT INTO "_tablesmith_new_note" ("id", "number", "title")
SELECT
    "id",
    "number",
    "title"
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
