//! The models of schema.toml, written by build.rs.

tablesmith::include_models!();
