-- step: transaction foreign_keys=off

-- Rename table note to select; what points at it follows.
-- Careful: code that names note fails
ALTER TABLE "note" RENAME TO "select";

-- Rename column body of select to order.
-- Careful: code that names body fails
ALTER TABLE "select" RENAME COLUMN "body" TO "order";

-- Rebuild select: constraint note_pkey gets another name, which ALTER TABLE cannot do. Every row is written again, and writers wait.
CREATE TABLE "_tablesmith_new_select" (
    "id" INTEGER NOT NULL,
    "order" TEXT NOT NULL,
    CONSTRAINT "select_pkey" PRIMARY KEY ("id")
);

-- The rows of select come over.
INSERT INTO "_tablesmith_new_select" ("id", "order")
SELECT
    "id",
    "order"
FROM "select";

-- Go on only if nothing is lost; the error says what would be.
CREATE TEMPORARY TABLE "_tablesmith_assert" (
    "condition_1" INTEGER CONSTRAINT "not every row of select was copied" CHECK ("condition_1")
);
INSERT INTO "_tablesmith_assert"
SELECT
    (SELECT count(*) FROM "select") = (SELECT count(*) FROM "_tablesmith_new_select");
DROP TABLE temp."_tablesmith_assert";

-- The new select takes the place of the old one, whose rows it has.
DROP TABLE "select";

-- The legacy way leaves alone what names the table: foreign keys, views, triggers.
PRAGMA legacy_alter_table = 1;
ALTER TABLE "_tablesmith_new_select" RENAME TO "select";
PRAGMA legacy_alter_table = 0;
