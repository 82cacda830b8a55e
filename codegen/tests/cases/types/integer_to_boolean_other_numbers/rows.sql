INSERT INTO note VALUES (1, 0), (2, 7);
