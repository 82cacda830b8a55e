INSERT INTO "video_tag" ("video", "tag", "weight") VALUES (1, 'a', NULL), (1, 'b', 7), (2, 'a', NULL);
