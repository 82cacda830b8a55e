INSERT INTO note VALUES (1, 0.5), (2, 0.1);
