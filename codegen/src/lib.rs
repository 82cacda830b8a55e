//! Schema as code: `schema.toml` in, SQL migrations and Rust models out.
//!
//! Data flows one way, and each stage is a pure function from one noun to the next:
//! [`source`] → [`document`] → [`schema`] → [`catalog`] → [`diff`] → [`plan`] → [`render`] → written by [`history`].
//! Facts and behaviour of one database sit in [`dialect`]. `ARCHITECTURE.md` has the whole picture.

mod builder;
pub mod catalog;
#[cfg(feature = "cli")]
pub mod cli;
#[cfg(feature = "database")]
pub mod database;
pub mod diagnostic;
pub mod dialect;
pub mod diff;
pub mod document;
pub mod generate;
pub mod history;
#[cfg(feature = "database")]
pub mod import;
pub mod lint;
mod parallel;
pub mod plan;
pub mod pull;
pub mod render;
pub mod rows;
pub mod schema;
pub mod source;
pub mod statement;

pub use builder::Builder;
