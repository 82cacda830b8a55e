//! `schema.toml` as written: serde types with spans. Syntax only; meaning is [`crate::schema`]'s.
