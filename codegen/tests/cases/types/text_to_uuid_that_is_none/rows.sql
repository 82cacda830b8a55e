INSERT INTO note VALUES (1, 'no uuid');
