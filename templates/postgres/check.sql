{{ query }};
