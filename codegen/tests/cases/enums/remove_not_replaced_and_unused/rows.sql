INSERT INTO note VALUES (1, 'open', 'paid');
