INSERT INTO person (email, age) VALUES ('a@x', 20), ('b@x', 30), ('c@x', 40);
DELETE FROM person WHERE email = 'c@x';
INSERT INTO note (author, parent) VALUES (1, NULL), (1, 1), (2, NULL);
