//! Views → Tera → SQL, Rust and other text. Each output is parsed before it is written.

use std::path::PathBuf;

/// A file to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GeneratedFile {
    /// Where, relative to the directory that the caller chose.
    pub path: PathBuf,
    /// The whole text.
    pub contents: String,
}
