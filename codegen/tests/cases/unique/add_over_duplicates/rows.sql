INSERT INTO note VALUES (1, 'x'), (2, 'x'), (3, 'y');
