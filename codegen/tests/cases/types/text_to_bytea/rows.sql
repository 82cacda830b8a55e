INSERT INTO note VALUES (1, 'abc');
