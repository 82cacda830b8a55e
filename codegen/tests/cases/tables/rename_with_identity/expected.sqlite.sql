-- step: transaction foreign_keys=off

-- Rename table visit to call; what points at it follows.
-- Careful: code that names visit fails
ALTER TABLE "visit" RENAME TO "call";

-- Rebuild call: constraint visit_pkey gets another name, which ALTER TABLE cannot do. Every row is written again, and writers wait.
CREATE TABLE "_tablesmith_new_call" (
    "id" INTEGER NOT NULL CONSTRAINT "call_pkey" PRIMARY KEY AUTOINCREMENT,
    "page" TEXT NOT NULL
);

-- Numbers that were given out are not given out again.
INSERT INTO sqlite_sequence (name, seq)
SELECT '_tablesmith_new_call', seq FROM sqlite_sequence WHERE name = 'call';

-- The rows of call come over.
INSERT INTO "_tablesmith_new_call" ("id", "page")
SELECT
    "id",
    "page"
FROM "call";

-- Go on only if nothing is lost; the error says what would be.
CREATE TEMPORARY TABLE "_tablesmith_assert" (
    "condition_1" INTEGER CONSTRAINT "not every row of call was copied" CHECK ("condition_1")
);
INSERT INTO "_tablesmith_assert"
SELECT
    (SELECT count(*) FROM "call") = (SELECT count(*) FROM "_tablesmith_new_call");
DROP TABLE temp."_tablesmith_assert";

-- The new call takes the place of the old one, whose rows it has.
DROP TABLE "call";

-- The legacy way leaves alone what names the table: foreign keys, views, triggers.
PRAGMA legacy_alter_table = 1;
ALTER TABLE "_tablesmith_new_call" RENAME TO "call";
PRAGMA legacy_alter_table = 0;
