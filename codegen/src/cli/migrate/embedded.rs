//! A history as the migrator takes it: borrowed text.

use tablesmith::migrate::{Footprint, Migration, Migrations};

use crate::dialect::DialectName;
use crate::history::{History, Migration as Written};

/// What a migration's borrowed form needs beyond the history itself.
struct Texts<'a> {
    written: &'a Written,
    id: String,
    parent: Option<String>,
    footprint: Option<(Vec<&'a str>, Vec<&'a str>)>,
}

/// Hands a history to `work` as the migrator takes it.
pub(super) async fn with_migrations<T>(
    dialect: DialectName,
    history: &History,
    work: impl AsyncFnOnce(&Migrations<'_>) -> T,
) -> T {
    let texts: Vec<_> = history.migrations.iter().map(Texts::new).collect();
    let migrations: Vec<_> = texts.iter().map(Texts::borrowed).collect();
    let mut all = Migrations::default();
    match dialect {
        DialectName::Postgres => all.postgres = Some(&migrations),
        DialectName::Sqlite => all.sqlite = Some(&migrations),
    }
    work(&all).await
}

impl<'a> Texts<'a> {
    fn new(written: &'a Written) -> Self {
        let footprint = written.head.footprint.as_ref().map(|footprint| {
            let changes = footprint.changes.iter().map(String::as_str).collect();
            (changes, footprint.uses.iter().map(String::as_str).collect())
        });
        Self {
            written,
            id: written.folder.id.to_string(),
            parent: written.parent.map(|parent| parent.to_string()),
            footprint,
        }
    }

    fn borrowed(&self) -> Migration<'_> {
        Migration {
            id: &self.id,
            name: &self.written.folder.name,
            parent: self.parent.as_deref(),
            up: &self.written.up,
            down: &self.written.down,
            hash: &self.written.hash,
            footprint: self.footprint.as_ref().map(|(changes, uses)| Footprint { changes, uses }),
        }
    }
}
