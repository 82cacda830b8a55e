-- step: transaction foreign_keys=off

-- Drop table category and its rows.
DROP TABLE "category";

-- Drop table keyframe and its rows.
DROP TABLE "keyframe";

-- Drop table tag and its rows.
DROP TABLE "tag";

-- Drop table user and its rows.
DROP TABLE "user";

-- Drop table video_summary and its rows.
DROP TABLE "video_summary";

-- Drop table video_summary_category and its rows.
DROP TABLE "video_summary_category";

-- Drop table video_summary_tag and its rows.
DROP TABLE "video_summary_tag";
