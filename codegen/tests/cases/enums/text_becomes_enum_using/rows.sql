INSERT INTO note VALUES (1, 'o'), (2, 'l');
