-- step: transaction foreign_keys=off

-- Rebuild mark: constraint mark_doc_nr_fkey changes, which ALTER TABLE cannot do. Every row is written again, and writers wait.
CREATE TABLE "_tablesmith_new_mark" (
    "id" INTEGER NOT NULL,
    "doc" INTEGER NOT NULL,
    "nr" INTEGER NOT NULL,
    CONSTRAINT "mark_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "mark_doc_nr_fkey" FOREIGN KEY ("doc", "nr") REFERENCES "line" ("doc", "nr") ON UPDATE CASCADE DEFERRABLE INITIALLY IMMEDIATE
);

-- The rows of mark come over.
-- Careful: rows that point at no row of line stop it
INSERT INTO "_tablesmith_new_mark" ("id", "doc", "nr")
SELECT
    "id",
    "doc",
    "nr"
FROM "mark";

-- Go on only if nothing is lost; the error says what would be.
CREATE TEMPORARY TABLE "_tablesmith_assert" (
    "condition_1" INTEGER CONSTRAINT "not every row of mark was copied" CHECK ("condition_1")
);
INSERT INTO "_tablesmith_assert"
SELECT
    (SELECT count(*) FROM "mark") = (SELECT count(*) FROM "_tablesmith_new_mark");
DROP TABLE temp."_tablesmith_assert";

-- The new mark takes the place of the old one, whose rows it has.
DROP TABLE "mark";

-- The legacy way leaves alone what names the table: foreign keys, views, triggers.
PRAGMA legacy_alter_table = 1;
ALTER TABLE "_tablesmith_new_mark" RENAME TO "mark";
PRAGMA legacy_alter_table = 0;

-- Index of mark.
CREATE INDEX "mark_doc_nr_idx" ON "mark" ("doc", "nr");
