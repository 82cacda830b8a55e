INSERT INTO note VALUES (1, 'a', 'same'), (2, 'b', 'same');
