//! Views → Tera → SQL, Rust and other text. Each output is parsed before it is written.

mod error;
mod outputs;
mod rust;
mod sql;
mod templates;

use std::path::PathBuf;

pub use error::RenderError;
pub use outputs::outputs;
pub use rust::rust;
pub use sql::sql;
pub use templates::Templates;

/// A file to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GeneratedFile {
    /// Where, relative to the directory that the caller chose.
    pub path: PathBuf,
    /// The whole text.
    pub contents: String,
}
