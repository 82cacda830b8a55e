//! The databases that every test runs on.

use tablesmith::{Db, Dialect};
use testing::postgres::{Database, Server};

/// A database with the tables of [`models`](crate::models), and what keeps it.
pub(crate) struct TestDatabase {
    pub(crate) db: Db,
    _postgres: Option<Database>,
    _directory: Option<tempfile::TempDir>,
}

/// Each kind of database, fresh, with the tables of the models: PostgreSQL, PostgreSQL without prepared statements, a
/// SQLite file, SQLite in memory.
pub(crate) async fn databases() -> Vec<TestDatabase> {
    let (postgres, unprepared) = (Server::shared().database(), Server::shared().database());
    let directory = tempfile::tempdir().expect("a temporary directory");
    let file = format!("sqlite:{}/test.db", directory.path().display());
    let urls = [
        (postgres.url().to_owned(), Some(postgres), None),
        (format!("{}?prepare=false", unprepared.url()), Some(unprepared), None),
        (file, None, Some(directory)),
        ("sqlite::memory:".to_owned(), None, None),
    ];
    let mut databases = Vec::new();
    for (url, postgres, directory) in urls {
        let db = Db::connect(&url).await.expect("connects");
        db.batch(tables(db.dialect())).await.expect("tables");
        databases.push(TestDatabase {
            db,
            _postgres: postgres,
            _directory: directory,
        });
    }
    databases
}

fn tables(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Postgres => include_str!("tables.postgres.sql"),
        Dialect::Sqlite => include_str!("tables.sqlite.sql"),
    }
}
