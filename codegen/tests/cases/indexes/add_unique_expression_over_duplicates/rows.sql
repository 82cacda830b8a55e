INSERT INTO note VALUES (1, 'x', 1, NULL), (2, 'X', 2, NULL);
