INSERT INTO note (id, size) VALUES (1, NULL), (2, NULL), (3, NULL), (4, 4);
