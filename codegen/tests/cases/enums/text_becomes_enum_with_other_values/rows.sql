INSERT INTO note VALUES (1, 'open'), (2, 'gone');
