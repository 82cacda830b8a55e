INSERT INTO visit (page) VALUES ('a'), ('b'), ('c');
DELETE FROM visit WHERE page = 'c';
