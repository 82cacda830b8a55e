INSERT INTO note VALUES (1, 'a'), (2, 'b');
CREATE VIEW bodies AS SELECT id, body FROM note;
