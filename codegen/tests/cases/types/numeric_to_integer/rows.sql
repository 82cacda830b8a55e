INSERT INTO note VALUES (1, 5), (2, 7.6), (3, NULL);
