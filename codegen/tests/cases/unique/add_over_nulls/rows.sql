INSERT INTO note VALUES (1, 'x', NULL), (2, 'x', NULL), (3, 'y', 1);
