INSERT INTO note (id, state, mood) VALUES (1, 'lost', 'bad'), (2, NULL, 'good'), (3, 'open', NULL);
