-- step: check NULL_VALUES "video_tag.weight is NULL in some rows, and its backfill gives them no value"

SELECT "video", "tag", "weight"
FROM (SELECT "video", "tag", CAST(coalesce("weight", (video % 10)) AS integer) AS "weight" FROM "video_tag") AS "video_tag"
WHERE "weight" IS NULL;

-- step: batches key=video key=tag size=1000

-- Fills the gaps of video_tag.weight, 1000 rows at a time; each batch locks the rows that it writes.
UPDATE "video_tag" SET "weight" = video % 10
WHERE ("video", "tag") IN (
    SELECT "video", "tag" FROM "video_tag"
    WHERE "weight" IS NULL AND (video % 10) IS NOT NULL
    LIMIT 1000
) AND "weight" IS NULL AND (video % 10) IS NOT NULL;

-- step: transaction

-- No NULL comes into video_tag.weight from here on; locks video_tag for a moment.
-- Careful: code that writes no value into video_tag.weight fails from here on
ALTER TABLE "video_tag" ADD CONSTRAINT "weight__not_null"
    CHECK ("weight" IS NOT NULL) NOT VALID;

-- step: batches key=video key=tag size=1000

-- Fills what came meanwhile: video_tag.weight, 1000 rows at a time; each batch locks the rows that it writes.
UPDATE "video_tag" SET "weight" = video % 10
WHERE ("video", "tag") IN (
    SELECT "video", "tag" FROM "video_tag"
    WHERE "weight" IS NULL AND (video % 10) IS NOT NULL
    LIMIT 1000
) AND "weight" IS NULL AND (video % 10) IS NOT NULL;

-- step: transaction

-- Looks for NULLs in video_tag.weight; reads and writes go on meanwhile.
ALTER TABLE "video_tag" VALIDATE CONSTRAINT "weight__not_null";

-- step: transaction

-- video_tag.weight must have a value, as the check has shown; locks video_tag for a moment.
ALTER TABLE "video_tag" ALTER COLUMN "weight" SET NOT NULL;

-- The check has served.
ALTER TABLE "video_tag" DROP CONSTRAINT "weight__not_null";
