INSERT INTO note VALUES (1, 'true'), (2, 'f'), (3, NULL);
