-- step: transaction foreign_keys=off

-- Rename table note to media_remark; what points at it follows.
-- Careful: code that names note fails
ALTER TABLE "note" RENAME TO "media_remark";

-- Rebuild media_remark: constraint note_pkey gets another name, which ALTER TABLE cannot do. Every row is written again, and writers wait.
CREATE TABLE "_tablesmith_new_media_remark" (
    "id" INTEGER NOT NULL,
    "body" TEXT NOT NULL,
    CONSTRAINT "remark_pkey" PRIMARY KEY ("id")
);

-- The rows of media_remark come over.
INSERT INTO "_tablesmith_new_media_remark" ("id", "body")
SELECT
    "id",
    "body"
FROM "media_remark";

-- Go on only if nothing is lost; the error says what would be.
CREATE TEMPORARY TABLE "_tablesmith_assert" (
    "condition_1" INTEGER CONSTRAINT "not every row of media_remark was copied" CHECK ("condition_1")
);
INSERT INTO "_tablesmith_assert"
SELECT
    (SELECT count(*) FROM "media_remark") = (SELECT count(*) FROM "_tablesmith_new_media_remark");
DROP TABLE temp."_tablesmith_assert";

-- The new media_remark takes the place of the old one, whose rows it has.
DROP TABLE "media_remark";

-- The legacy way leaves alone what names the table: foreign keys, views, triggers.
PRAGMA legacy_alter_table = 1;
ALTER TABLE "_tablesmith_new_media_remark" RENAME TO "media_remark";
PRAGMA legacy_alter_table = 0;
