//! Enums.

use std::collections::BTreeMap;

use crate::source::Span;

/// An enum.
#[derive(Debug, Clone)]
pub struct Enum {
    /// The logical key.
    pub key: String,
    /// The name in the database.
    pub name: String,
    /// Its namespace.
    pub namespace: Option<String>,
    /// The Rust type name.
    pub rust_name: String,
    /// Index in [`Schema::modules`] of the module it lives in.
    pub module: Option<usize>,
    /// Documentation.
    pub comment: Option<String>,
    /// How the database stores it where it has a choice.
    pub storage: EnumStorage,
    /// The values in order; never empty.
    pub values: Vec<EnumValue>,
    /// Removed value → the value its rows get.
    pub replaced: BTreeMap<String, String>,
    /// The key it had before.
    pub renamed_from: Option<String>,
    /// Where it is declared.
    pub span: Span,
}

/// How an enum is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum EnumStorage {
    /// A type of its own where the database has such.
    #[default]
    Native,
    /// Text with a CHECK everywhere.
    Text,
}

/// A value of an enum.
#[derive(Debug, Clone)]
pub struct EnumValue {
    /// The text in the database.
    pub value: String,
    /// The Rust variant.
    pub rust_name: String,
    /// The value it had before.
    pub renamed_from: Option<String>,
    /// Where it stands.
    pub span: Span,
}
