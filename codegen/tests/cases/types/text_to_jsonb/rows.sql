INSERT INTO note VALUES (1, '{"a": 1}'), (2, '[]');
