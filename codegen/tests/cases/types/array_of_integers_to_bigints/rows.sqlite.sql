INSERT INTO note VALUES (1, '[1,2]'), (2, NULL);
