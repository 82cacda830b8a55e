INSERT INTO note (id, nick, size) VALUES (1, 'ann', 3), (2, 'Ann', 4), (3, 'bob', 5), (4, 'ann', 0);
