-- step: transaction foreign_keys=off

-- lossy: Drop table character and its rows.
DROP TABLE "character";

-- lossy: Drop table project and its rows.
DROP TABLE "project";

-- lossy: Drop table scene and its rows.
DROP TABLE "scene";

-- lossy: Drop table scene_character and its rows.
DROP TABLE "scene_character";

-- lossy: Drop table session and its rows.
DROP TABLE "session";

-- lossy: Drop table shot and its rows.
DROP TABLE "shot";

-- lossy: Drop table user and its rows.
DROP TABLE "user";
