INSERT INTO "user" (id, email) VALUES (1, 'ann@example.com'), (2, 'ben@example.com');
