//! A database that can be emptied.

use codegen::dialect::DialectName;
use tablesmith::Db;

/// Everything that a test may have made. Making a database anew takes many times as long.
const CLEAR: &str = r"
SET client_min_messages = warning;
DO $$
DECLARE found text;
BEGIN
    FOR found IN SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' LOOP
        EXECUTE format('DROP SCHEMA %I CASCADE', found);
    END LOOP;
    CREATE SCHEMA public;
END $$";

pub(super) struct Place {
    pub(super) db: Db,
    dialect: DialectName,
    /// Keeps it there.
    _database: Option<testing::postgres::Database>,
}

async fn connect(url: &str) -> Db {
    let connected = Db::builder().max(1).prepare(false).connect(url).await;
    connected.unwrap_or_else(|error| panic!("{url}: {error}"))
}

impl Place {
    pub(super) async fn new(dialect: DialectName) -> Self {
        let database = match dialect {
            DialectName::Postgres => Some(testing::postgres::Server::shared().database()),
            DialectName::Sqlite => None,
        };
        let url = database.as_ref().map_or("sqlite::memory:", |database| database.url());
        Self {
            db: connect(url).await,
            dialect,
            _database: database,
        }
    }

    pub(super) async fn clear(&mut self) {
        match self.dialect {
            DialectName::Postgres => self.script(CLEAR).await.expect("schemas can be dropped"),
            DialectName::Sqlite => self.db = connect("sqlite::memory:").await,
        }
    }

    pub(super) async fn script(&self, sql: &str) -> Result<(), String> {
        let result = self.db.batch(sql).await.map_err(|error| error.to_string());
        if result.is_err() {
            // What it began, if anything, goes.
            let _ = self.db.batch("ROLLBACK").await;
        }
        result
    }

    pub(super) async fn texts(&self, sql: &str) -> Vec<String> {
        let rows: Result<Vec<(String,)>, _> = self.db.rows(sql, &[]).await;
        let rows = rows.unwrap_or_else(|error| panic!("{error}\n{sql}"));
        rows.into_iter().map(|(text,)| text).collect()
    }
}
