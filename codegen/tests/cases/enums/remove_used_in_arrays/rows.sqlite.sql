INSERT INTO note VALUES (1, '["open","lost","paid"]'), (2, '[]'), (3, '["lost"]');
