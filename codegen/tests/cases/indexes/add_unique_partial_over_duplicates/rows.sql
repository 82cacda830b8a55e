INSERT INTO note VALUES (1, 'x', 1, NULL), (2, 'x', NULL, NULL), (3, 'x', NULL, NULL);
