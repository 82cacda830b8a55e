//! Two PostgreSQL connections as the migrator sees them: one works, the other holds the lock.
//!
//! The lock is polled. Waiting for it inside of the server would hold a snapshot, which the migrator that has the lock
//! may wait for in turn: CREATE INDEX CONCURRENTLY waits for every snapshot older than its own.

use std::time::Duration;

use tokio::time::{Instant, sleep};
use tokio_postgres::error::ErrorPosition;
use tokio_postgres::{Client, SimpleQueryMessage};

use super::Dialect;
use super::concurrent_index::ConcurrentIndex;
use super::error::{DatabaseError, MigrateError};
use super::session::{Failure, Leftover, Rows, Session, literal};
use super::sql_text::statements;
use crate::driver::postgres::{Connection, Database};
use crate::tokens::{Token, Tokens};

/// The first half of the advisory lock's key: "tabl" in ASCII. The second is a hash of the namespace, because projects
/// that share a database by namespaces have a history each.
const LOCK_CLASS: i32 = 0x7461_626c;

/// How often the lock is tried.
const POLL: Duration = Duration::from_millis(100);

/// Two connections of the migrator's own.
pub(super) struct PostgresSession {
    work: Connection,
    holder: Connection,
    /// The history table, quoted, with its namespace.
    journal: String,
    /// The namespace that unqualified names go to.
    namespace: String,
    /// The process that serves `holder`, once it has the lock.
    holding: Option<String>,
    /// Whether the role may set `deadlock_timeout`, as far as is known.
    may_hurry_vacuum: bool,
}

impl PostgresSession {
    pub(super) async fn open(database: &Database) -> Result<Self, MigrateError> {
        let mut session = Self {
            work: database.dedicated().await?,
            holder: database.dedicated().await?,
            journal: String::new(),
            namespace: String::new(),
            holding: None,
            may_hurry_vacuum: true,
        };
        let preparing = |source| MigrateError::Database {
            doing: "preparing the connection",
            source,
        };
        session.settings().await.map_err(preparing)?;
        settings(session.holder.client()).await.map_err(preparing)?;
        session.refuse_pooler().await?;
        let rows = session
            .rows("SELECT current_schema(), quote_ident(current_schema())")
            .await;
        let row = rows.map_err(preparing)?.into_iter().next().unwrap_or_default();
        let [Some(namespace), Some(quoted)] = row.as_slice() else {
            return Err(preparing(DatabaseError {
                code: None,
                message: "no schema of `search_path` exists".to_owned(),
                source: None,
            }));
        };
        session.journal = format!("{quoted}._tablesmith_migrations");
        session.namespace.clone_from(namespace);
        Ok(session)
    }

    async fn settings(&mut self) -> Result<(), DatabaseError> {
        settings(self.work.client()).await
    }

    /// Two connections that are open at once are served by two processes, unless a pooler shares them out by the
    /// transaction: it gives the second one what the first one has just let go, or the first one another.
    async fn refuse_pooler(&mut self) -> Result<(), MigrateError> {
        let looking = |source| MigrateError::Database {
            doing: "looking for a pooler",
            source,
        };
        let first = process(self.holder.client()).await.map_err(looking)?;
        self.begin().await?;
        let shared = self.is_shared(&first).await;
        self.rollback().await;
        if shared.map_err(looking)? {
            return Err(MigrateError::Pooler);
        }
        Ok(())
    }

    /// In a transaction of `work`: whether it, or `holder` since, is not served by a process of its own. `holder` is only
    /// asked when `work` has another one: a pooler with a single process would let it wait for the end of the transaction.
    async fn is_shared(&self, holder: &str) -> Result<bool, DatabaseError> {
        let work = process(self.work.client()).await?;
        Ok(work == holder || process(self.holder.client()).await? != holder)
    }

    fn key(&self) -> String {
        format!("{LOCK_CLASS}, hashtext({})", literal(&self.namespace))
    }

    /// Whoever has the lock, for a person.
    async fn holder_of_lock(&self) -> Option<String> {
        let sql = format!(
            "SELECT concat_ws(' ', 'process', a.pid::text, nullif(a.application_name, ''), 'of', a.usename::text, \
             'from ' || host(a.client_addr)) \
             FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid \
             WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 2 \
             AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()) \
             AND l.classid = {LOCK_CLASS} AND l.objid::bigint = (hashtext({})::bigint & 4294967295)",
            literal(&self.namespace),
        );
        let rows = query(self.holder.client(), &sql).await.ok()?;
        rows.into_iter().next()?.into_iter().next()?
    }
}

/// The process that serves a connection.
async fn process(client: &Client) -> Result<String, DatabaseError> {
    let rows = query(client, "SELECT pg_backend_pid()").await?;
    Ok(rows.into_iter().flatten().flatten().next().unwrap_or_default())
}

/// A migration may take as long as it takes, our own literals know no backslashes, and every row is meant: a table whose
/// policies hold its owner to some would show none to a check or a backfill, nor to a foreign key that is validated.
async fn settings(client: &Client) -> Result<(), DatabaseError> {
    let sql = "SELECT set_config(name, CASE name WHEN 'standard_conforming_strings' THEN 'on' ELSE '0' END, false) \
               FROM pg_settings WHERE name IN ('standard_conforming_strings', 'statement_timeout', \
               'lock_timeout', 'idle_in_transaction_session_timeout', 'idle_session_timeout', 'transaction_timeout')";
    query(client, sql).await?;
    query(client, "SELECT set_config('tablesmith.unscoped', 'on', false)").await?;
    // Who is gone (Ctrl-C, a kill) wants nothing more done: without it the server works on until it has something to say.
    // Not every server can tell (before 14; some systems), and then it refuses.
    let _ = client
        .batch_execute("SET client_connection_check_interval = 1000")
        .await;
    Ok(())
}

async fn query(client: &Client, sql: &str) -> Result<Rows, DatabaseError> {
    let messages = client.simple_query(sql).await.map_err(database_error)?;
    Ok(messages
        .iter()
        .filter_map(|message| match message {
            SimpleQueryMessage::Row(row) => Some(
                (0..row.len())
                    .map(|column| row.get(column).map(str::to_owned))
                    .collect(),
            ),
            _ => None,
        })
        .collect())
}

fn database_error(error: tokio_postgres::Error) -> DatabaseError {
    let (code, message) = match error.as_db_error() {
        Some(said) => {
            let mut message = said.message().to_owned();
            for more in [said.detail(), said.hint()].into_iter().flatten() {
                message.push_str("; ");
                message.push_str(more);
            }
            (Some(said.code().code().to_owned()), message)
        }
        None => (None, error.to_string()),
    };
    DatabaseError {
        code,
        message,
        source: Some(Box::new(error)),
    }
}

fn failure(error: tokio_postgres::Error, sql: &str) -> Failure {
    let offset = match error.as_db_error().and_then(tokio_postgres::error::DbError::position) {
        // It counts characters, from 1.
        Some(ErrorPosition::Original(position)) => {
            let before = usize::try_from(*position).unwrap_or(1).saturating_sub(1);
            sql.char_indices().nth(before).map(|(offset, _)| offset)
        }
        _ => None,
    };
    Failure {
        offset,
        error: database_error(error),
    }
}

impl Session for PostgresSession {
    fn dialect(&self) -> Dialect {
        Dialect::Postgres
    }

    fn journal(&self) -> &str {
        &self.journal
    }

    fn now(&self) -> &'static str {
        "clock_timestamp()"
    }

    fn applied_at(&self) -> &'static str {
        r#"to_char(applied_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')"#
    }

    fn time_type(&self) -> &'static str {
        "timestamptz"
    }

    fn user(&self) -> String {
        "concat_ws(' from ', session_user::text, host(inet_client_addr()))".to_owned()
    }

    async fn has_journal(&mut self) -> Result<bool, DatabaseError> {
        let rows = self
            .rows(&format!("SELECT to_regclass({})", literal(&self.journal)))
            .await?;
        Ok(rows.into_iter().flatten().flatten().next().is_some())
    }

    async fn run(&mut self, sql: &str) -> Result<(), Failure> {
        self.work
            .client()
            .batch_execute(sql)
            .await
            .map_err(|error| failure(error, sql))
    }

    async fn first_rows(&mut self, sql: &str, limit: usize) -> Result<Rows, Failure> {
        const DECLARE: &str = "DECLARE _tablesmith_check NO SCROLL CURSOR FOR ";
        let declare = format!("{DECLARE}{sql}");
        self.work.client().batch_execute(&declare).await.map_err(|error| {
            let mut failure = failure(error, &declare);
            failure.offset = failure.offset.map(|offset| offset.saturating_sub(DECLARE.len()));
            failure
        })?;
        let fetch = format!("FETCH FORWARD {limit} FROM _tablesmith_check");
        let fetched = query(self.work.client(), &fetch).await;
        let rows = fetched.map_err(|error| Failure { error, offset: None })?;
        self.run("CLOSE _tablesmith_check").await?;
        Ok(rows)
    }

    async fn rows(&mut self, sql: &str) -> Result<Rows, DatabaseError> {
        query(self.work.client(), sql).await
    }

    async fn changed(&mut self, sql: &str) -> Result<u64, Failure> {
        let messages = self
            .work
            .client()
            .simple_query(sql)
            .await
            .map_err(|error| failure(error, sql))?;
        let complete = messages.iter().rev().find_map(|message| match message {
            SimpleQueryMessage::CommandComplete(rows) => Some(*rows),
            _ => None,
        });
        Ok(complete.unwrap_or(0))
    }

    async fn begin(&mut self) -> Result<(), MigrateError> {
        self.work
            .client()
            .batch_execute("BEGIN")
            .await
            .map_err(|error| MigrateError::Database {
                doing: "beginning a transaction",
                source: database_error(error),
            })
    }

    async fn commit(&mut self) -> Result<(), DatabaseError> {
        self.work.client().batch_execute("COMMIT").await.map_err(database_error)
    }

    async fn rollback(&mut self) {
        let _ = self.work.client().batch_execute("ROLLBACK").await;
    }

    async fn wait_for_locks(&mut self, limit: Option<Duration>) -> Result<(), DatabaseError> {
        let limit = limit.map_or(0, |limit| limit.as_millis().max(1));
        let sql = format!("SET lock_timeout = {limit}");
        self.work.client().batch_execute(&sql).await.map_err(database_error)?;
        // Autovacuum gives way to whoever has waited for `deadlock_timeout`: that has to come first. Who may not set it
        // tries again until autovacuum is done.
        if limit > 0 && self.may_hurry_vacuum {
            let sql = format!("SET deadlock_timeout = {}", (limit / 2).max(1));
            self.may_hurry_vacuum = self.work.client().batch_execute(&sql).await.is_ok();
        }
        Ok(())
    }

    fn waits_alone(&self, sql: &str) -> bool {
        let tokens: Vec<_> = Tokens::new(sql, Dialect::Postgres)
            .filter_map(|(_, token)| match token {
                Token::Word(word) => Some(Some(word.to_ascii_uppercase())),
                Token::Semicolon => Some(None),
                Token::LineComment(_) | Token::Other => None,
            })
            .collect();
        let statements = tokens.split(Option::is_none).filter(|words| !words.is_empty());
        // They wait for old transactions, and take no lock that reads or writes wait for (manual, 13.3.1).
        statements.into_iter().all(|words| {
            let words: Vec<_> = words.iter().flatten().map(String::as_str).collect();
            match words.as_slice() {
                ["CREATE" | "DROP" | "REINDEX", rest @ ..] => rest.contains(&"CONCURRENTLY"),
                ["ALTER", "TABLE", rest @ ..] => rest.contains(&"VALIDATE"),
                ["VACUUM" | "ANALYZE", rest @ ..] => !rest.contains(&"FULL"),
                _ => false,
            }
        })
    }

    fn says_locked(&self, error: &DatabaseError) -> bool {
        const LOCK_NOT_AVAILABLE: &str = "55P03";
        const DEADLOCK_DETECTED: &str = "40P01";
        matches!(error.code.as_deref(), Some(LOCK_NOT_AVAILABLE | DEADLOCK_DETECTED))
    }

    async fn pause(&mut self, time: Duration) {
        sleep(time).await;
    }

    async fn enforce_foreign_keys(&mut self, _on: bool) -> Result<(), DatabaseError> {
        // The reader of steps refuses `foreign_keys=off` for PostgreSQL.
        Ok(())
    }

    async fn foreign_key_violations(&mut self) -> Result<Vec<String>, DatabaseError> {
        Ok(Vec::new())
    }

    async fn leftover(&mut self, sql: &str) -> Result<Leftover, DatabaseError> {
        let Some(index) = ConcurrentIndex::parse(sql) else {
            return Ok(Leftover::Run);
        };
        // A build that fails leaves an invalid index behind (manual, CREATE INDEX, "Building Indexes Concurrently").
        let find = format!(
            "SELECT i.indisvalid, i.indexrelid::regclass FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid \
             WHERE i.indrelid = to_regclass({}) AND c.relname = (parse_ident({}))[1]",
            literal(index.table),
            literal(index.name),
        );
        let rows = self.rows(&find).await?;
        match rows.first().map(Vec::as_slice) {
            Some([Some(valid), _]) if valid == "t" => Ok(Leftover::Done),
            Some([_, Some(name)]) => {
                let drop = format!("DROP INDEX CONCURRENTLY {name}");
                self.run(&drop).await.map_err(|failure| failure.error)?;
                Ok(Leftover::Run)
            }
            _ => Ok(Leftover::Run),
        }
    }

    fn says_done(&self, sql: &str, error: &DatabaseError) -> bool {
        const DUPLICATE_OBJECT: &str = "42710";
        const UNDEFINED_OBJECT: &str = "42704";
        let found = statements(sql, Dialect::Postgres);
        let words: Vec<_> = found
            .iter()
            .flat_map(|statement| &statement.words)
            .map(String::as_str)
            .collect();
        match words.as_slice() {
            // ADD VALUE and the other things that one adds by ALTER TYPE.
            ["ALTER", "TYPE", ..] => error.code.as_deref() == Some(DUPLICATE_OBJECT),
            ["DROP", "INDEX", ..] => error.code.as_deref() == Some(UNDEFINED_OBJECT),
            _ => false,
        }
    }

    async fn lock(&mut self, limit: Duration, waiting: &(dyn Fn(Duration) + Send + Sync)) -> Result<(), MigrateError> {
        let locking = |source| MigrateError::Database {
            doing: "taking the migration lock",
            source,
        };
        let start = Instant::now();
        let try_lock = format!("SELECT pg_try_advisory_lock({}), pg_backend_pid()", self.key());
        loop {
            let rows = query(self.holder.client(), &try_lock).await.map_err(locking)?;
            if let Some([Some(taken), Some(process)]) = rows.first().map(Vec::as_slice)
                && taken == "t"
            {
                self.holding = Some(process.clone());
                return Ok(());
            }
            let waited = start.elapsed();
            if waited >= limit {
                return Err(MigrateError::Locked {
                    waited: limit,
                    holder: self.holder_of_lock().await,
                });
            }
            waiting(waited);
            sleep(POLL.min(limit.saturating_sub(waited))).await;
        }
    }

    async fn check_lock(&mut self) -> Result<(), MigrateError> {
        let sql = format!(
            "SELECT pg_backend_pid(), EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted \
             AND pid = pg_backend_pid() AND classid = {LOCK_CLASS} AND objsubid = 2)"
        );
        let Ok(rows) = query(self.holder.client(), &sql).await else {
            return Err(MigrateError::LockLost);
        };
        match rows.first().map(Vec::as_slice) {
            Some([Some(process), Some(held)]) if self.holding.as_ref() == Some(process) && held == "t" => Ok(()),
            Some([Some(process), _]) if self.holding.as_ref() != Some(process) => Err(MigrateError::Pooler),
            _ => Err(MigrateError::LockLost),
        }
    }

    async fn reset(&mut self) -> Result<(), DatabaseError> {
        self.work
            .client()
            .batch_execute("RESET ALL")
            .await
            .map_err(database_error)?;
        self.settings().await
    }

    async fn unlock(&mut self) {
        // Ending the connection releases it as well.
        let _ = query(
            self.holder.client(),
            &format!("SELECT pg_advisory_unlock({})", self.key()),
        )
        .await;
        self.holding = None;
    }
}
