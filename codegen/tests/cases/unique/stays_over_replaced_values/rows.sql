INSERT INTO note (id, owner, state) VALUES (1, 1, 'open'), (2, 1, 'begun'), (3, 2, 'begun');
