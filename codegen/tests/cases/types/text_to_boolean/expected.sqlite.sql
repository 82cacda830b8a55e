-- step: check VALUE_DOES_NOT_FIT "note.value has values that its new type does not hold: say with `using` what becomes of them"

SELECT "id", "value"
FROM "note"
WHERE ("value" <> CAST("value" AS NUMERIC) OR CAST("value" AS NUMERIC) <> CAST(CAST("value" AS NUMERIC) AS INTEGER));

-- step: check CHECK_VIOLATIONS "note has rows that break the check note_value_check"

SELECT "id", "value"
FROM (SELECT "id", (CASE WHEN ("value" <> CAST("value" AS NUMERIC) OR CAST("value" AS NUMERIC) <> CAST(CAST("value" AS NUMERIC) AS INTEGER)) THEN NULL ELSE CAST(CASE WHEN lower(trim("value")) IN ('true', 't', 'yes', 'y', 'on', '1') THEN 1 WHEN lower(trim("value")) IN ('false', 'f', 'no', 'n', 'off', '0') THEN 0 ELSE "value" END AS INTEGER) END) AS "value" FROM "note") AS "note"
WHERE NOT ("value" in (0, 1));

-- step: transaction foreign_keys=off

-- Rebuild note: constraint note_value_check is new, which ALTER TABLE cannot do. Every row is written again, and writers wait.
CREATE TABLE "_tablesmith_new_note" (
    "id" INTEGER NOT NULL,
    "value" INTEGER,
    CONSTRAINT "note_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "note_value_check" CHECK ("value" in (0, 1))
);

-- The rows of note come over.
-- Careful: values of value that are no INTEGER stop it
-- Careful: rows that break note_value_check stop it
INSERT INTO "_tablesmith_new_note" ("id", "value")
SELECT
    "id",
    CASE WHEN lower(trim("value")) IN ('true', 't', 'yes', 'y', 'on', '1') THEN 1 WHEN lower(trim("value")) IN ('false', 'f', 'no', 'n', 'off', '0') THEN 0 ELSE "value" END
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
