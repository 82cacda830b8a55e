INSERT INTO note (id, state) VALUES (1, 'a'), (2, 'b');
