-- step: check CHECK_VIOLATIONS "label has rows that break the check label_word_check"

SELECT "id", "word"
FROM (SELECT "id", ("name") AS "word" FROM "tag" AS "label") AS "tag"
WHERE NOT (word <> '');

-- step: check CHECK_VIOLATIONS "label has rows that break the check label_word_check1"

SELECT "id", "word"
FROM (SELECT "id", ("name") AS "word" FROM "tag" AS "label") AS "tag"
WHERE NOT (length("word") <= 40);

-- step: transaction foreign_keys=off

-- Rename table tag to label; what points at it follows.
-- Careful: code that names tag fails
ALTER TABLE "tag" RENAME TO "label";

-- Rename column name of label to word.
-- Careful: code that names name fails
ALTER TABLE "label" RENAME COLUMN "name" TO "word";

-- Rebuild label: constraint tag_pkey gets another name, which ALTER TABLE cannot do. Every row is written again, and writers wait.
CREATE TABLE "_tablesmith_new_label" (
    "id" INTEGER NOT NULL,
    "word" TEXT NOT NULL,
    "color" TEXT NOT NULL DEFAULT 'red',
    CONSTRAINT "label_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "label_word_key" UNIQUE ("word"),
    CONSTRAINT "label_word_check" CHECK (word <> ''),
    CONSTRAINT "label_word_check1" CHECK (length("word") <= 40)
);

-- The rows of label come over.
-- Careful: the values of old are lost
-- Careful: code that names old fails
-- Careful: rows that break label_word_check stop it
-- Careful: rows that break label_word_check1 stop it
INSERT INTO "_tablesmith_new_label" ("id", "word")
SELECT
    "id",
    "word"
FROM "label";

-- Go on only if nothing is lost; the error says what would be.
CREATE TEMPORARY TABLE "_tablesmith_assert" (
    "condition_1" INTEGER CONSTRAINT "not every row of label was copied" CHECK ("condition_1")
);
INSERT INTO "_tablesmith_assert"
SELECT
    (SELECT count(*) FROM "label") = (SELECT count(*) FROM "_tablesmith_new_label");
DROP TABLE temp."_tablesmith_assert";

-- The new label takes the place of the old one, whose rows it has.
DROP TABLE "label";

-- The legacy way leaves alone what names the table: foreign keys, views, triggers.
PRAGMA legacy_alter_table = 1;
ALTER TABLE "_tablesmith_new_label" RENAME TO "label";
PRAGMA legacy_alter_table = 0;
