INSERT INTO reading (taken_at, value) VALUES ('2026-02-01', 1), ('2026-03-01', 2), ('2027-02-01', 3), ('2030-01-01', 4);
