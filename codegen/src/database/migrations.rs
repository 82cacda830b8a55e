//! A history as the migrator takes it: borrowed text.

use tablesmith::migrate::{Footprint, Migration, Migrations};

use crate::dialect::DialectName;
use crate::history::{self, History};

/// What a migration's borrowed form needs beyond the history itself.
struct Texts<'a> {
    written: &'a history::Migration,
    id: String,
    parent: Option<String>,
    footprint: Option<(Vec<&'a str>, Vec<&'a str>)>,
}

/// Hands a history to `work` as the migrator takes it.
///
/// ```
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// use codegen::database::with_migrations;
/// use codegen::dialect::DialectName;
/// use codegen::history::History;
/// use tablesmith::migrate::Migrator;
///
/// let db = tablesmith::Db::connect("sqlite::memory:").await?;
/// let history = History::read("migrations/sqlite").expect("an empty history");
/// let report = with_migrations(DialectName::Sqlite, &history, async |migrations| {
///     Migrator::new(migrations).up(&db).await
/// });
/// assert!(report.await?.migrations.is_empty());
/// # Ok::<(), tablesmith::Error>(()) }).unwrap();
/// ```
pub async fn with_migrations<T>(
    dialect: DialectName,
    history: &History,
    work: impl AsyncFnOnce(&Migrations<'_>) -> T,
) -> T {
    let texts: Vec<_> = history.migrations.iter().map(Texts::new).collect();
    let migrations: Vec<_> = texts.iter().map(Texts::borrowed).collect();
    let used = |own| (own == dialect).then_some(migrations.as_slice());
    let all = Migrations {
        postgres: used(DialectName::Postgres),
        sqlite: used(DialectName::Sqlite),
    };
    work(&all).await
}

impl<'a> Texts<'a> {
    fn new(written: &'a history::Migration) -> Self {
        let texts = |things: &'a std::collections::BTreeSet<String>| things.iter().map(String::as_str).collect();
        let footprint = written.head.footprint.as_ref();
        Self {
            written,
            id: written.folder.id.to_string(),
            parent: written.parent.map(|parent| parent.to_string()),
            footprint: footprint.map(|footprint| (texts(&footprint.changes), texts(&footprint.uses))),
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
            footprint: self
                .footprint
                .as_ref()
                .map(|(changes, uses)| Footprint { changes, uses }),
        }
    }
}
