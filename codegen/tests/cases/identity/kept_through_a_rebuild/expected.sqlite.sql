-- step: check CHECK_VIOLATIONS "visit has rows that break the check visit_page_check"

SELECT "id", "page"
FROM "visit"
WHERE NOT (page <> '');

-- step: transaction foreign_keys=off

-- Rebuild visit: constraint visit_page_check is new, which ALTER TABLE cannot do. Every row is written again, and writers wait.
CREATE TABLE "_tablesmith_new_visit" (
    "id" INTEGER NOT NULL CONSTRAINT "visit_pkey" PRIMARY KEY AUTOINCREMENT,
    "page" TEXT NOT NULL,
    CONSTRAINT "visit_page_check" CHECK (page <> '')
);

-- Numbers that were given out are not given out again.
INSERT INTO sqlite_sequence (name, seq)
SELECT '_tablesmith_new_visit', seq FROM sqlite_sequence WHERE name = 'visit';

-- The rows of visit come over.
-- Careful: rows that break visit_page_check stop it
INSERT INTO "_tablesmith_new_visit" ("id", "page")
SELECT
    "id",
    "page"
FROM "visit";

-- Go on only if nothing is lost; the error says what would be.
CREATE TEMPORARY TABLE "_tablesmith_assert" (
    "condition_1" INTEGER CONSTRAINT "not every row of visit was copied" CHECK ("condition_1")
);
INSERT INTO "_tablesmith_assert"
SELECT
    (SELECT count(*) FROM "visit") = (SELECT count(*) FROM "_tablesmith_new_visit");
DROP TABLE temp."_tablesmith_assert";

-- The new visit takes the place of the old one, whose rows it has.
DROP TABLE "visit";

-- The legacy way leaves alone what names the table: foreign keys, views, triggers.
PRAGMA legacy_alter_table = 1;
ALTER TABLE "_tablesmith_new_visit" RENAME TO "visit";
PRAGMA legacy_alter_table = 0;
