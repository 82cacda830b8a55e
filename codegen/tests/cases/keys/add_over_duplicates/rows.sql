INSERT INTO seat VALUES (1, 1, 'a'), (1, 2, 'b');
