INSERT INTO note (id, size) VALUES (1, 1.5), (2, 1.75);
