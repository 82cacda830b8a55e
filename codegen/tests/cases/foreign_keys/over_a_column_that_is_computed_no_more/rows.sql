INSERT INTO note (id, state) VALUES ('a', 'open'), ('b', 'paid');
