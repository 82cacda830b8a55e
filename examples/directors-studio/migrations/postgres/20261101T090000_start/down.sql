-- lossy: Drops the table scene_character and all of its rows.
DROP TABLE "scene_character";

-- lossy: Drops the table character and all of its rows.
DROP TABLE "character";

-- lossy: Drops the table shot and all of its rows.
DROP TABLE "shot";

-- lossy: Drops the table scene and all of its rows.
DROP TABLE "scene";

-- lossy: Drops the table project and all of its rows.
DROP TABLE "project";

-- lossless: Drops the type project_status, which no column has any more.
DROP TYPE "project_status";

-- lossless: Drops the type shot_size, which no column has any more.
DROP TYPE "shot_size";

-- lossy: Drops the table session and all of its rows.
DROP TABLE "session";

-- lossy: Drops the table user and all of its rows.
DROP TABLE "user";
