INSERT INTO note (id) VALUES ('a'), ('bb');
INSERT INTO line (id, note_id) VALUES (1, 'a'), (2, 'bb');
