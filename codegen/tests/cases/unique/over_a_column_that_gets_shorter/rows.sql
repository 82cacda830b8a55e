INSERT INTO note (id, word) VALUES (1, 'a'), (2, 'a');
