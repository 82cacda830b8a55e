-- step: check NULL_VALUES "video_tag.weight is NULL in some rows, and its backfill gives them no value"

SELECT "video", "tag", "weight"
FROM (SELECT "video", "tag", CAST(coalesce("weight", (video % 10)) AS INTEGER) AS "weight" FROM "video_tag") AS "video_tag"
WHERE "weight" IS NULL;

-- step: transaction foreign_keys=off

-- Rebuild video_tag: column weight becomes NOT NULL, which ALTER TABLE cannot do. Every row is written again, and writers wait.
CREATE TABLE "_tablesmith_new_video_tag" (
    "video" INTEGER NOT NULL,
    "tag" TEXT NOT NULL,
    "weight" INTEGER NOT NULL,
    CONSTRAINT "video_tag_pkey" PRIMARY KEY ("video", "tag")
);

-- The rows of video_tag come over.
-- Careful: code that leaves weight NULL fails
INSERT INTO "_tablesmith_new_video_tag" (rowid, "video", "tag", "weight")
SELECT
    rowid,
    "video",
    "tag",
    coalesce("weight", video % 10)
FROM "video_tag";

-- Go on only if nothing is lost; the error says what would be.
CREATE TEMPORARY TABLE "_tablesmith_assert" (
    "condition_1" INTEGER CONSTRAINT "not every row of video_tag was copied" CHECK ("condition_1")
);
INSERT INTO "_tablesmith_assert"
SELECT
    (SELECT count(*) FROM "video_tag") = (SELECT count(*) FROM "_tablesmith_new_video_tag");
DROP TABLE temp."_tablesmith_assert";

-- The new video_tag takes the place of the old one, whose rows it has.
DROP TABLE "video_tag";

-- The legacy way leaves alone what names the table: foreign keys, views, triggers.
PRAGMA legacy_alter_table = 1;
ALTER TABLE "_tablesmith_new_video_tag" RENAME TO "video_tag";
PRAGMA legacy_alter_table = 0;
