-- step: check VALUE_DOES_NOT_FIT "note.size has values that its new type does not hold: say with `using` what becomes of them"

SELECT "id", "size"
FROM "note"
WHERE ("size" <> CAST("size" AS NUMERIC) OR CAST("size" AS NUMERIC) <> CAST(CAST("size" AS NUMERIC) AS INTEGER));

-- step: check UNIQUE_DUPLICATES "note has rows that are alike in size, which note_size_idx forbids"

SELECT "size", count(*) AS "rows"
FROM (SELECT "id", (CASE WHEN ("size" <> CAST("size" AS NUMERIC) OR CAST("size" AS NUMERIC) <> CAST(CAST("size" AS NUMERIC) AS INTEGER)) THEN NULL ELSE CAST("size" AS INTEGER) END) AS "size" FROM "note") AS "note"
WHERE "size" IS NOT NULL
GROUP BY "size"
HAVING count(*) > 1;

-- step: transaction foreign_keys=off

-- Rebuild note: column size gets another type, which ALTER TABLE cannot do. Every row is written again, and writers wait.
CREATE TABLE "_tablesmith_new_note" (
    "id" INTEGER NOT NULL,
    "size" INTEGER NOT NULL,
    CONSTRAINT "note_pkey" PRIMARY KEY ("id")
);

-- The rows of note come over.
-- Careful: values of size that are no INTEGER stop it
INSERT INTO "_tablesmith_new_note" ("id", "size")
SELECT
    "id",
    "size"
FROM "note";

-- Go on only if nothing is lost; the error says what would be.
CREATE TEMPORARY TABLE "_tablesmith_assert" (
    "condition_1" INTEGER CONSTRAINT "not every row of note was copied" CHECK ("condition_1"),
    "condition_2" INTEGER CONSTRAINT "a value of note.size is no INTEGER: convert it with `using`" CHECK ("condition_2")
);
INSERT INTO "_tablesmith_assert"
SELECT
    (SELECT count(*) FROM "note") = (SELECT count(*) FROM "_tablesmith_new_note"),
    NOT EXISTS (SELECT 1 FROM "_tablesmith_new_note" WHERE typeof("size") NOT IN ('integer', 'null'));
DROP TABLE temp."_tablesmith_assert";

-- The new note takes the place of the old one, whose rows it has.
DROP TABLE "note";

-- The legacy way leaves alone what names the table: foreign keys, views, triggers.
PRAGMA legacy_alter_table = 1;
ALTER TABLE "_tablesmith_new_note" RENAME TO "note";
PRAGMA legacy_alter_table = 0;

-- Index of look.
CREATE INDEX "look_id_idx" ON "look" ("id" DESC);

-- Index of note.
CREATE UNIQUE INDEX "note_size_idx" ON "note" ("size");
