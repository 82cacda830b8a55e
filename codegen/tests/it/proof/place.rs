//! A database that can be emptied.

use codegen::dialect::DialectName;
use tablesmith::Db;

/// Everything that a test may have made. Making a database anew takes many times as long; and while no schema comes or
/// goes, the server keeps its plans: of the statement that reads a database, planning takes four fifths of the time.
const CLEAR: &str = r"
SET client_min_messages = warning;
DO $$
DECLARE found text;
BEGIN
    FOR found IN SELECT nspname FROM pg_namespace
        WHERE nspname !~ '^pg_' AND nspname NOT IN ('information_schema', 'public')
    LOOP
        EXECUTE format('DROP SCHEMA %I CASCADE', found);
    END LOOP;
    SELECT string_agg(oid::regclass::text, ', ') INTO found FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'r';
    IF found IS NOT NULL THEN
        EXECUTE format('DROP TABLE %s CASCADE', found);
    END IF;
    SELECT string_agg(oid::regtype::text, ', ') INTO found FROM pg_type
        WHERE typnamespace = 'public'::regnamespace AND typtype = 'e';
    IF found IS NOT NULL THEN
        EXECUTE format('DROP TYPE %s CASCADE', found);
    END IF;
    IF EXISTS (SELECT FROM pg_depend WHERE (refclassid, refobjid) = ('pg_namespace'::regclass, 'public'::regnamespace)) THEN
        DROP SCHEMA public CASCADE;
        CREATE SCHEMA public;
    END IF;
END $$";

/// After so many times the catalogs of a server that does not tidy up are long, and the statements that a connection
/// keeps are many.
const TIMES: u32 = 100;

pub(super) struct Place {
    pub(super) db: Db,
    /// What reads the catalogs: the migrator closes its connections, and a new one knows no plan and nothing of a schema.
    pub(super) reader: Db,
    cleared: u32,
    /// Keeps it there.
    database: Option<testing::postgres::Database>,
}

async fn connect(url: &str) -> Db {
    let connected = Db::builder().max(1).connect(url).await;
    connected.unwrap_or_else(|error| panic!("{url}: {error}"))
}

impl Place {
    pub(super) async fn new(dialect: DialectName) -> Self {
        let database = match dialect {
            DialectName::Postgres => Some(testing::postgres::Server::shared().database()),
            DialectName::Sqlite => None,
        };
        let url = database.as_ref().map_or("sqlite::memory:", |database| database.url());
        let db = connect(url).await;
        let reader = match &database {
            Some(database) => connect(database.url()).await,
            None => db.clone(),
        };
        Self {
            db,
            reader,
            cleared: 0,
            database,
        }
    }

    pub(super) async fn clear(&mut self) {
        let Some(database) = &self.database else {
            self.db = connect("sqlite::memory:").await;
            self.reader = self.db.clone();
            return;
        };
        self.cleared += 1;
        if self.cleared.is_multiple_of(TIMES) {
            self.reader = connect(database.url()).await;
            self.script("VACUUM").await.expect("the catalogs can be tidied");
        }
        self.script(CLEAR).await.expect("what is there can be dropped");
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
        let rows: Result<Vec<(String,)>, _> = self.reader.rows(sql, &[]).await;
        let rows = rows.unwrap_or_else(|error| panic!("{error}\n{sql}"));
        rows.into_iter().map(|(text,)| text).collect()
    }
}
