-- step: check FOREIGN_KEY_ORPHANS "note has rows whose other is in no row of note, which note_other_fkey forbids"

SELECT "child"."id", "child"."other"
FROM (SELECT "id", (CAST(CASE "other" WHEN 1 THEN 'true' WHEN 0 THEN 'false' END AS TEXT)) AS "other" FROM "note") AS "child"
WHERE "child"."other" IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM "note" AS "parent" WHERE "parent"."id" = "child"."other");

-- step: transaction foreign_keys=off

-- Drop an index of note.
DROP INDEX "note_state_idx";

-- Rebuild note: constraint note_other_check goes, which ALTER TABLE cannot do. Every row is written again, and writers wait.
CREATE TABLE "_tablesmith_new_note" (
    "id" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "other" TEXT,
    CONSTRAINT "note_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "note_other_fkey" FOREIGN KEY ("other") REFERENCES "note" ("id")
);

-- The rows of note come over.
-- Careful: values of other that are no TEXT stop it
-- Careful: rows that point at no row of note stop it
INSERT INTO "_tablesmith_new_note" (rowid, "id", "state", "other")
SELECT
    rowid,
    "id",
    "state",
    CASE "other" WHEN 1 THEN 'true' WHEN 0 THEN 'false' END
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

-- Index of note.
CREATE INDEX "note_other_idx" ON "note" ("other");

-- Index of note.
CREATE INDEX "note_state_idx" ON "note" ("state" DESC);
