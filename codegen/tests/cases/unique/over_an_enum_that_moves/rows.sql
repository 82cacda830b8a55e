INSERT INTO note (id, state) VALUES (1, 'open'), (2, 'open'), (3, 'paid'), (4, 'paid'), (5, NULL);
