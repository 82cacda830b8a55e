//! The databases that every test runs on.

use std::sync::OnceLock;

use tablesmith::{Db, Dialect};
use testing::postgres::{Database, Pooler, Server};

/// A database with the tables of [`models`](crate::models), and what keeps it.
pub(crate) struct TestDatabase {
    pub(crate) db: Db,
    pub(crate) url: String,
    _postgres: Option<Database>,
    _directory: Option<tempfile::TempDir>,
}

/// Each kind of database, fresh, with the tables of the models: PostgreSQL, PostgreSQL behind a pooler that
/// shares connections out by the transaction and knows no prepared statements, a SQLite file, SQLite in memory.
pub(crate) async fn databases() -> Vec<TestDatabase> {
    let (postgres, pooled) = (Server::shared().database(), Server::shared().database());
    let directory = tempfile::tempdir().expect("a temporary directory");
    let file = format!("sqlite:{}/test.db", directory.path().display());
    let urls = [
        (postgres.url().to_owned(), Some(postgres), None),
        (
            format!("{}?prepare=false", pooled_url(pooled.url())),
            Some(pooled),
            None,
        ),
        (file, None, Some(directory)),
        ("sqlite::memory:".to_owned(), None, None),
    ];
    let mut databases = Vec::new();
    for (url, postgres, directory) in urls {
        let db = Db::connect(&url).await.expect("connects");
        db.batch(tables(db.dialect())).await.expect("tables");
        databases.push(TestDatabase {
            db,
            url,
            _postgres: postgres,
            _directory: directory,
        });
    }
    databases
}

/// PostgreSQL whose policies hold everybody to a scope, as `codegen` writes them: the role that owns the tables, one that may
/// only use them, and that one behind a pooler. None is a superuser.
pub(crate) async fn secured() -> Vec<TestDatabase> {
    let mut databases = Vec::new();
    for (role, parameters) in [("owner", ""), ("app", ""), ("app", "?prepare=false")] {
        let postgres = Server::shared().database();
        let name = postgres.name().to_owned();
        let url = |role: &str| {
            let address = postgres.url().split_once('@').expect("a user stands in it").1;
            format!("postgres://{name}_{role}@{address}")
        };
        postgres.execute(&format!(
            "create role {name}_owner login; create role {name}_app login; \
             grant create, usage on schema public to {name}_owner; grant usage on schema public to {name}_app"
        ));
        let owner = Db::connect(&url("owner")).await.expect("connects");
        owner.batch(tables(Dialect::Postgres)).await.expect("tables");
        owner
            .batch(include_str!("row_security.postgres.sql"))
            .await
            .expect("policies");
        let grant = format!("grant select, insert, update, delete on all tables in schema public to {name}_app");
        owner.batch(&grant).await.expect("rights");
        let url = if parameters.is_empty() {
            url(role)
        } else {
            format!("{}{parameters}", pooled_url(&url(role)))
        };
        let db = Db::connect(&url).await.expect("connects");
        databases.push(TestDatabase {
            db,
            url,
            _postgres: Some(postgres),
            _directory: None,
        });
    }
    databases
}

/// The URL of a database through the `PgBouncer` of this process.
fn pooled_url(url: &str) -> String {
    static POOLER: OnceLock<Pooler> = OnceLock::new();
    POOLER.get_or_init(|| Server::shared().pooler(10)).url(url)
}

fn tables(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Postgres => include_str!("tables.postgres.sql"),
        Dialect::Sqlite => include_str!("tables.sqlite.sql"),
    }
}
