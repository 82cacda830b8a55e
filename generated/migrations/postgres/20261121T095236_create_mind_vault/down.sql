-- Drops the table keyframe and all of its rows.
DROP TABLE "keyframe";

-- Drops the table video_summary_category and all of its rows.
DROP TABLE "video_summary_category";

-- Drops the table video_summary_tag and all of its rows.
DROP TABLE "video_summary_tag";

-- Drops the table video_summary and all of its rows.
DROP TABLE "video_summary";

-- Drops the type processing_status, which no column has any more.
DROP TYPE "processing_status";

-- Drops the table category and all of its rows.
DROP TABLE "category";

-- Drops the table tag and all of its rows.
DROP TABLE "tag";

-- Drops the table user and all of its rows.
DROP TABLE "user";
