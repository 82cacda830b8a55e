-- step: check UNIQUE_DUPLICATES "note has rows that are alike in title, state, which note_title_state_key forbids"

SELECT "title", "state", count(*) AS "rows"
FROM (SELECT "id", "title", CAST((SELECT (stage = 'done') FROM (SELECT (CASE CAST("state" AS text) WHEN 'shut' THEN 'done' ELSE CAST("state" AS text) END) AS "stage") AS "note") AS INTEGER) AS "state" FROM "note") AS "note"
WHERE "title" IS NOT NULL AND "state" IS NOT NULL
GROUP BY "title", "state"
HAVING count(*) > 1;

-- step: check CHECK_VIOLATIONS "note has rows that break the check note_state_check"

SELECT "id", "state"
FROM (SELECT "id", CAST((SELECT (stage = 'done') FROM (SELECT (CASE CAST("state" AS text) WHEN 'shut' THEN 'done' ELSE CAST("state" AS text) END) AS "stage") AS "note") AS INTEGER) AS "state" FROM "note") AS "note"
WHERE NOT ("state" in (0, 1));

-- step: transaction foreign_keys=off

-- Rename column state of note to stage.
-- Careful: code that names state fails
ALTER TABLE "note" RENAME COLUMN "state" TO "stage";

-- Rebuild note: constraint note_stage_check is new, which ALTER TABLE cannot do. Every row is written again, and writers wait.
CREATE TABLE "_tablesmith_new_note" (
    "id" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "stage" TEXT NOT NULL,
    "state" INTEGER GENERATED ALWAYS AS (stage = 'done') STORED,
    CONSTRAINT "note_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "note_title_state_key" UNIQUE ("title", "state"),
    CONSTRAINT "note_stage_check" CHECK ("stage" in ('open', 'done')),
    CONSTRAINT "note_state_check" CHECK ("state" in (0, 1))
);

-- The rows of note come over.
-- Careful: rows that are alike in title, state stop it
-- Careful: rows that break note_stage_check stop it
-- Careful: rows that break note_state_check stop it
INSERT INTO "_tablesmith_new_note" ("id", "title", "stage")
SELECT
    "id",
    "title",
    CASE "stage" WHEN 'shut' THEN 'done' ELSE "stage" END
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
