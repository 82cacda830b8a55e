-- step: check CHECK_VIOLATIONS "note has rows that break the check note_word_check"

SELECT "id", "word"
FROM "note"
WHERE NOT (length("word") <= 40);

-- step: check UNIQUE_DUPLICATES "note has rows that are alike in word, which note_word_idx forbids"

SELECT "word", count(*) AS "rows"
FROM "note"
WHERE (word is not null) AND "word" IS NOT NULL
GROUP BY "word"
HAVING count(*) > 1;

-- step: transaction foreign_keys=off

-- Drop an index of note.
DROP INDEX "note_word_idx";

-- Rebuild note: constraint note_word_check is new, which ALTER TABLE cannot do. Every row is written again, and writers wait.
CREATE TABLE "_tablesmith_new_note" (
    "id" INTEGER NOT NULL,
    "word" TEXT NOT NULL,
    CONSTRAINT "note_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "note_word_check" CHECK (length("word") <= 40)
);

-- The rows of note come over.
-- Careful: rows that break note_word_check stop it
INSERT INTO "_tablesmith_new_note" ("id", "word")
SELECT
    "id",
    "word"
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
-- Careful: rows that are alike in word stop it
CREATE UNIQUE INDEX "note_word_idx" ON "note" ("word") WHERE word is not null;
