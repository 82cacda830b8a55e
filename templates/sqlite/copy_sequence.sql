INSERT INTO sqlite_sequence (name, seq)
SELECT {{ to }}, seq FROM sqlite_sequence WHERE name = {{ from }};
