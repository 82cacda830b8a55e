INSERT INTO note VALUES (1, 'open', '{lost}'), (2, 'lost', '{}');
