//! Migrations made on the spot, and databases to run them on.

use std::path::PathBuf;
use std::time::Duration;

use tablesmith::migrate::{Footprint, MigrateError, Migration, Migrations, Migrator, Report, checksum};
use tempfile::TempDir;

/// A list of migrations; each follows the one before it. Their text is never freed, as that of embedded ones.
#[derive(Debug, Clone, Default)]
pub(crate) struct List {
    migrations: Vec<Migration<'static>>,
}

fn leak(text: impl Into<String>) -> &'static str {
    text.into().leak()
}

impl List {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    pub(crate) fn with(self, name: &str, up: &str, down: &str) -> Self {
        let changes: &'static [&'static str] = vec![leak(format!("table {name}"))].leak();
        self.touching(name, up, down, Some(Footprint { changes, uses: &[] }))
    }

    pub(crate) fn touching(mut self, name: &str, up: &str, down: &str, footprint: Option<Footprint<'static>>) -> Self {
        let parent = self.migrations.last().map(|last| last.id);
        self.migrations.push(Migration {
            id: leak(format!("20261121T0930{:02}", self.migrations.len())),
            name: leak(name),
            parent,
            up: leak(up),
            down: leak(down),
            hash: leak(checksum(up, down)),
            footprint,
            replaces: &[],
        });
        self
    }

    /// The same list with another file, as if it had been edited and its hash taken in.
    pub(crate) fn edited(mut self, index: usize, up: &str) -> Self {
        let migration = &mut self.migrations[index];
        migration.up = leak(up);
        migration.hash = leak(checksum(up, migration.down));
        self
    }

    pub(crate) fn change(mut self, change: impl FnOnce(&mut Vec<Migration<'static>>)) -> Self {
        change(&mut self.migrations);
        self
    }

    pub(crate) fn all(&self) -> Migrations<'_> {
        Migrations {
            postgres: Some(&self.migrations),
            sqlite: Some(&self.migrations),
        }
    }

    pub(crate) fn migrator(&self) -> Migrator<'_> {
        Migrator::new(&self.all()).lock_timeout(Duration::from_secs(30))
    }

    pub(crate) async fn up(&self, place: &Place) -> Result<Report, MigrateError> {
        self.migrator().up(&place.db().await).await
    }

    pub(crate) async fn down(&self, place: &Place, count: usize) -> Result<Report, MigrateError> {
        self.migrator().down(&place.db().await, count).await
    }

    /// Where each stands, as text.
    pub(crate) async fn standings(&self, place: &Place) -> Vec<String> {
        let found = self.migrator().status(&place.db().await).await.expect("the status");
        found
            .iter()
            .map(|status| format!("{}: {}", status.name, status.state))
            .collect()
    }
}

/// What a run did, by name.
pub(crate) fn names(report: &Report) -> Vec<&str> {
    report.migrations.iter().map(|ran| ran.name.as_str()).collect()
}

/// A database of a test's own.
pub(crate) enum Place {
    Postgres(testing::postgres::Database),
    Sqlite {
        path: PathBuf,
        url: String,
        _folder: TempDir,
    },
}

impl Place {
    pub(crate) fn postgres() -> Self {
        Self::Postgres(testing::postgres::Server::shared().database())
    }

    pub(crate) fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("test.db");
        Self::Sqlite {
            url: format!("sqlite:{}", path.display()),
            path,
            _folder: folder,
        }
    }

    pub(crate) fn both() -> [Self; 2] {
        [Self::postgres(), Self::sqlite()]
    }

    pub(crate) fn url(&self) -> &str {
        match self {
            Self::Postgres(database) => database.url(),
            Self::Sqlite { url, .. } => url,
        }
    }

    /// A pool of its own for each call, as of a process of its own.
    pub(crate) async fn db(&self) -> tablesmith::Db {
        tablesmith::Db::connect(self.url()).await.expect("connects")
    }

    pub(crate) fn execute(&self, sql: &str) {
        match self {
            Self::Postgres(database) => database.execute(sql),
            Self::Sqlite { path, .. } => rusqlite::Connection::open(path)
                .and_then(|connection| connection.execute_batch(sql))
                .unwrap_or_else(|error| panic!("{error}\nin: {sql}")),
        }
    }

    /// The rows of a query, one line each.
    pub(crate) fn query(&self, sql: &str) -> Vec<String> {
        match self {
            Self::Postgres(database) => {
                let line = |row: Vec<Option<String>>| {
                    row.into_iter()
                        .map(Option::unwrap_or_default)
                        .collect::<Vec<_>>()
                        .join(" ")
                };
                database.query(sql).into_iter().map(line).collect()
            }
            Self::Sqlite { path, .. } => {
                let connection = rusqlite::Connection::open(path).expect("opens");
                let mut statement = connection
                    .prepare(sql)
                    .unwrap_or_else(|error| panic!("{error}\nin: {sql}"));
                let columns = statement.column_count();
                let line = |row: &rusqlite::Row<'_>| {
                    let values = (0..columns).map(|column| row.get::<_, rusqlite::types::Value>(column));
                    let text = |value| match value {
                        rusqlite::types::Value::Integer(value) => value.to_string(),
                        rusqlite::types::Value::Text(value) => value,
                        other => format!("{other:?}"),
                    };
                    Ok(values
                        .map(|value| value.map(text))
                        .collect::<Result<Vec<_>, _>>()?
                        .join(" "))
                };
                let rows = statement.query_map([], line).expect("runs");
                rows.collect::<Result<_, _>>().expect("reads")
            }
        }
    }

    /// The names of all tables but ours.
    pub(crate) fn tables(&self) -> Vec<String> {
        self.query(match self {
            Self::Postgres(_) => {
                "select tablename from pg_tables where schemaname = 'public' and tablename not like '\\_tablesmith%' order by 1"
            }
            Self::Sqlite { .. } => {
                "select name from sqlite_master where type = 'table' and name not like '\\_tablesmith%' escape '\\' \
                 and name not like 'sqlite%' order by 1"
            }
        })
    }

    /// The history: name, finished steps, state.
    pub(crate) fn journal(&self) -> Vec<String> {
        self.query("select name, step, state from _tablesmith_migrations order by id")
    }
}
