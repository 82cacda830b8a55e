INSERT INTO note VALUES (1, 'open'), (2, 'lost'), (3, 'paid');
