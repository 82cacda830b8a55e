-- step: transaction foreign_keys=off

-- Rename table note to remark; what points at it follows.
-- Careful: code that names note fails
ALTER TABLE "note" RENAME TO "remark";

-- Rebuild remark: constraint note_pkey gets another name, which ALTER TABLE cannot do. Every row is written again, and writers wait.
CREATE TABLE "_tablesmith_new_remark" (
    "id" INTEGER NOT NULL,
    "body" TEXT NOT NULL,
    CONSTRAINT "remark_pkey" PRIMARY KEY ("id")
);

-- The rows of remark come over.
INSERT INTO "_tablesmith_new_remark" ("id", "body")
SELECT
    "id",
    "body"
FROM "remark";

-- Go on only if nothing is lost; the error says what would be.
CREATE TEMPORARY TABLE "_tablesmith_assert" (
    "condition_1" INTEGER CONSTRAINT "not every row of remark was copied" CHECK ("condition_1")
);
INSERT INTO "_tablesmith_assert"
SELECT
    (SELECT count(*) FROM "remark") = (SELECT count(*) FROM "_tablesmith_new_remark");
DROP TABLE temp."_tablesmith_assert";

-- The new remark takes the place of the old one, whose rows it has.
DROP TABLE "remark";

-- The legacy way leaves alone what names the table: foreign keys, views, triggers.
PRAGMA legacy_alter_table = 1;
ALTER TABLE "_tablesmith_new_remark" RENAME TO "remark";
PRAGMA legacy_alter_table = 0;
