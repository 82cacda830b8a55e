COMMENT ON {{ kind }} {{ object }} IS {{ comment }};
