//! Indexes. They live in one namespace with tables, and cannot be renamed.

use crate::catalog::{Index, IndexKey, IndexPart};
use crate::dialect::sqlite::steps::column::collation;
use crate::dialect::sqlite::steps::{SqliteStep, quote};

/// `CREATE INDEX`.
pub(in crate::dialect::sqlite) fn create_index(table: &str, index: &Index) -> SqliteStep {
    SqliteStep::CreateIndex {
        unique: index.unique,
        index: quote(&index.name),
        table: quote(table),
        parts: index.parts.iter().map(part).collect(),
        predicate: index
            .predicate
            .as_ref()
            .map(|predicate| predicate.authored.trim().to_owned()),
    }
}

/// `DROP INDEX`.
pub(in crate::dialect::sqlite) fn drop_index(name: &str) -> SqliteStep {
    SqliteStep::DropIndex { index: quote(name) }
}

fn part(part: &IndexPart) -> String {
    let mut text = match &part.key {
        IndexKey::Column(name) => quote(name),
        IndexKey::Expression(expression) => expression.authored.trim().to_owned(),
    };
    if let Some(name) = &part.collation {
        text.push_str(" COLLATE ");
        text.push_str(&collation(name));
    }
    if part.descending {
        text.push_str(" DESC");
    }
    text
}
