INSERT INTO note VALUES (1, '5'), (2, '70'), (3, NULL);
