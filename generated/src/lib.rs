//! Models of schema.toml.
