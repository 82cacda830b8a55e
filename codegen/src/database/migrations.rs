//! A history as the migrator takes it: borrowed text.

use tablesmith::migrate::{Footprint, Migration, Migrations, Replaced};

use crate::dialect::DialectName;
use crate::history::{self, Folded, FolderName, History, MigrationId};

/// What a migration's borrowed form needs beyond the history itself.
struct Texts<'a> {
    written: &'a history::Migration,
    id: String,
    parent: Option<String>,
    footprint: Option<(Vec<&'a str>, Vec<&'a str>)>,
    /// Of each that was folded into it: id, folder, hash, and how many had been folded into that.
    replaces: Vec<(String, &'a FolderName, &'a str, usize)>,
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
    with_list(dialect, &history.migrations, work).await
}

/// The same with the first of its migrations, or with one alone.
pub(super) async fn with_list<T>(
    dialect: DialectName,
    list: &[history::Migration],
    work: impl AsyncFnOnce(&Migrations<'_>) -> T,
) -> T {
    let before = std::iter::once(None).chain(list.iter().map(|one| Some(one.folder.id)));
    let texts: Vec<_> = (list.iter().zip(before))
        .map(|(migration, before)| Texts::new(migration, before))
        .collect();
    let replaced: Vec<Vec<Replaced<'_>>> = texts.iter().map(Texts::replaced).collect();
    let migrations: Vec<_> = (texts.iter().zip(&replaced))
        .map(|(texts, replaced)| texts.borrowed(replaced))
        .collect();
    let used = |own| (own == dialect).then_some(migrations.as_slice());
    let all = Migrations {
        postgres: used(DialectName::Postgres),
        sqlite: used(DialectName::Sqlite),
    };
    work(&all).await
}

impl<'a> Texts<'a> {
    /// The migrator runs a list: what comes before one there, on whatever branch it was made, is its parent.
    fn new(written: &'a history::Migration, before: Option<MigrationId>) -> Self {
        let texts = |things: &'a std::collections::BTreeSet<String>| things.iter().map(String::as_str).collect();
        let footprint = written.head.footprint.as_ref();
        Self {
            written,
            id: written.folder.id.to_string(),
            parent: before.map(|parent| parent.to_string()),
            footprint: footprint.map(|footprint| (texts(&footprint.changes), texts(&footprint.uses))),
            replaces: (Folded::flat(&written.head.replaces).into_iter())
                .map(|(one, folds)| (one.folder.id.to_string(), &one.folder, one.hash.as_str(), folds))
                .collect(),
        }
    }

    fn replaced(&self) -> Vec<Replaced<'_>> {
        let replaced = self.replaces.iter().map(|(id, folder, hash, folds)| Replaced {
            id,
            name: &folder.name,
            hash,
            folds: *folds,
        });
        replaced.collect()
    }

    fn borrowed<'b>(&'b self, replaces: &'b [Replaced<'b>]) -> Migration<'b> {
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
            replaces,
        }
    }
}
