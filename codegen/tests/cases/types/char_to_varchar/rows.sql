INSERT INTO note VALUES (1, 'abcd'), (2, 'efgh');
