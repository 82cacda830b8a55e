INSERT INTO note VALUES (1, 'open', '["lost","paid"]'), (2, 'lost', '[]'), (3, 'paid', '["open"]');
