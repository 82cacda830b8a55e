//! A SQLite connection as the migrator sees it.
//!
//! The lock is BEGIN IMMEDIATE, taken anew for each step: nothing longer can hold, since enforcement of foreign keys can
//! only be switched outside of a transaction. So each transaction reads the history row again before it does anything.

use std::time::Duration;

use rusqlite::fallible_iterator::FallibleIterator;
use rusqlite::types::ValueRef;
use rusqlite::{Batch, Connection};

use super::Dialect;
use super::error::{DatabaseError, MigrateError};
use super::hanging::{Hanging, TableStep, database_error, strictly};
use super::session::{Failure, Leftover, Rows, Session, literal};
use super::sql_text::{Statement, statements};
use crate::driver::sqlite::{Database, Lease};

/// The connection that writes, for as long as the migrator needs it.
pub(super) struct SqliteSession {
    /// Away while a statement runs on another thread.
    held: Option<Held>,
    /// How long BEGIN IMMEDIATE waits.
    limit: Duration,
}

/// A lent connection; whatever a migration has done to its settings ends with it, also when the migrator is dropped in
/// the middle of a step.
struct Held(Lease);

impl Drop for Held {
    fn drop(&mut self) {
        self.0.renew();
    }
}

impl SqliteSession {
    pub(super) async fn open(database: &Database) -> Result<Self, MigrateError> {
        Ok(Self {
            held: Some(Held(database.write_lease().await?)),
            limit: Duration::ZERO,
        })
    }

    /// Runs on a thread that may block: another migrator may be another task of this one, and must be able to go on.
    async fn call<T: Send + 'static>(
        &mut self,
        f: impl FnOnce(&Connection) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let lost = || Failure {
            error: DatabaseError {
                code: None,
                message: "the connection was lost in an earlier statement".to_owned(),
                source: None,
            },
            offset: None,
        };
        let held = self.held.take().ok_or_else(lost)?;
        let ran = tokio::task::spawn_blocking(move || {
            let result = held.0.with(|connection| Ok(f(connection)));
            (held, result)
        });
        let (held, result) = ran.await.map_err(|_| lost())?;
        self.held = Some(held);
        result.map_err(|_| lost())?
    }

    async fn execute(&mut self, sql: &'static str) -> Result<(), DatabaseError> {
        let ran = self
            .call(move |connection| connection.execute_batch(sql).map_err(plain))
            .await;
        ran.map_err(|failure| failure.error)
    }
}

fn plain(error: rusqlite::Error) -> Failure {
    Failure {
        error: database_error(error),
        offset: None,
    }
}

/// A failure in the statement of this number of a script.
fn failure(error: rusqlite::Error, script: &str, statement: usize) -> Failure {
    let offset = match &error {
        // `sql` is the rest of the script from the statement on.
        rusqlite::Error::SqlInputError { sql, offset, .. } => usize::try_from(*offset)
            .ok()
            .map(|offset| script.len() - sql.len().min(script.len()) + offset),
        _ => None,
    };
    let start = || {
        statements(script, Dialect::Sqlite)
            .get(statement)
            .map(|found| found.start)
    };
    Failure {
        offset: offset.or_else(start),
        error: database_error(error),
    }
}

/// Runs statements. In a transaction, what hangs on tables is there afterwards: outside there would be no way back.
fn run_all(connection: &Connection, script: &str) -> Result<(), Failure> {
    let found = statements(script, Dialect::Sqlite);
    let alters = found
        .iter()
        .any(|statement| ["DROP", "ALTER"].contains(&statement.first()));
    let mut hanging = None;
    if alters && !connection.is_autocommit() {
        hanging = Some(Hanging::before(connection).map_err(plain)?);
    }
    let mut batch = Batch::new(connection, script);
    for number in 0.. {
        let failed = |error| failure(error, script, number);
        let known = found.get(number);
        let text = known.map_or("", |statement| &script[statement.start..]);
        if let (Some(hanging), Some(step)) = (&mut hanging, known.and_then(|known| TableStep::of(known, text))) {
            hanging.note(connection, &step).map_err(failed)?;
        }
        let next = if known.is_some_and(moves_rows) {
            strictly(connection, || batch.next()).map_err(failed)?
        } else {
            batch.next()
        };
        let Some(mut statement) = next.map_err(failed)? else {
            break;
        };
        let mut rows = statement.query([]).map_err(failed)?;
        while rows.next().map_err(failed)?.is_some() {}
    }
    let settled = hanging.map_or(Ok(()), |hanging| hanging.settle(connection));
    settled.map_err(|error| Failure { error, offset: None })
}

/// Statements in which a column that is not there, in double quotes, would be copied into every row as text.
fn moves_rows(statement: &Statement) -> bool {
    ["INSERT", "REPLACE", "UPDATE", "DELETE", "WITH"].contains(&statement.first())
}

fn read(connection: &Connection, sql: &str, limit: usize) -> Result<Rows, rusqlite::Error> {
    let mut statement = connection.prepare(sql)?;
    let columns = statement.column_count();
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while found.len() < limit
        && let Some(row) = rows.next()?
    {
        let row = (0..columns).map(|column| row.get_ref(column).map(text));
        found.push(row.collect::<Result<_, _>>()?);
    }
    Ok(found)
}

fn text(value: ValueRef<'_>) -> Option<String> {
    match value {
        ValueRef::Null => None,
        ValueRef::Integer(value) => Some(value.to_string()),
        ValueRef::Real(value) => Some(value.to_string()),
        ValueRef::Text(bytes) => Some(String::from_utf8_lossy(bytes).into_owned()),
        ValueRef::Blob(bytes) => Some(format!("{} bytes", bytes.len())),
    }
}

impl Session for SqliteSession {
    fn dialect(&self) -> Dialect {
        Dialect::Sqlite
    }

    fn journal(&self) -> &'static str {
        "_tablesmith_migrations"
    }

    fn now(&self) -> &'static str {
        "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')"
    }

    fn applied_at(&self) -> &'static str {
        "applied_at"
    }

    fn time_type(&self) -> &'static str {
        "text"
    }

    fn user(&self) -> String {
        // There is no user in SQLite, so it is the one of the system, as the shell knows it.
        let user = ["USER", "USERNAME"].iter().find_map(|name| std::env::var(name).ok());
        literal(user.as_deref().unwrap_or("unknown"))
    }

    async fn has_journal(&mut self) -> Result<bool, DatabaseError> {
        let sql = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = '_tablesmith_migrations'";
        self.rows(sql).await.map(|rows| !rows.is_empty())
    }

    async fn run(&mut self, sql: &str) -> Result<(), Failure> {
        let sql = sql.to_owned();
        self.call(move |connection| run_all(connection, &sql)).await
    }

    async fn first_rows(&mut self, sql: &str, limit: usize) -> Result<Rows, Failure> {
        let sql = sql.to_owned();
        self.call(move |connection| read(connection, &sql, limit).map_err(|error| failure(error, &sql, 0)))
            .await
    }

    async fn rows(&mut self, sql: &str) -> Result<Rows, DatabaseError> {
        self.first_rows(sql, usize::MAX).await.map_err(|failure| failure.error)
    }

    async fn changed(&mut self, sql: &str) -> Result<u64, Failure> {
        let sql = sql.to_owned();
        let call = move |connection: &Connection| {
            // `changes()` keeps the count of an earlier statement when this one changes nothing of its own.
            let before = connection.total_changes();
            run_all(connection, &sql)?;
            Ok(if connection.total_changes() == before {
                0
            } else {
                connection.changes()
            })
        };
        self.call(call).await
    }

    async fn begin(&mut self) -> Result<(), MigrateError> {
        self.execute("BEGIN IMMEDIATE").await.map_err(|source| {
            let busy = source
                .source
                .as_deref()
                .and_then(|error| error.downcast_ref::<rusqlite::Error>());
            match busy.and_then(rusqlite::Error::sqlite_error_code) {
                Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked) => MigrateError::Locked {
                    waited: self.limit,
                    holder: None,
                },
                _ => MigrateError::Database {
                    doing: "beginning a transaction",
                    source,
                },
            }
        })
    }

    async fn commit(&mut self) -> Result<(), DatabaseError> {
        self.execute("COMMIT").await
    }

    async fn rollback(&mut self) {
        // Some errors have rolled back already, and then there is nothing to roll back.
        let _ = self.execute("ROLLBACK").await;
    }

    async fn wait_for_locks(&mut self, _limit: Option<Duration>) -> Result<(), DatabaseError> {
        Ok(())
    }

    fn waits_alone(&self, _sql: &str) -> bool {
        false
    }

    fn says_locked(&self, _error: &DatabaseError) -> bool {
        // The busy timeout has been waited for.
        false
    }

    async fn pause(&mut self, _time: Duration) {}

    async fn enforce_foreign_keys(&mut self, on: bool) -> Result<(), DatabaseError> {
        self.execute(if on {
            // A rebuild renames in the legacy way; one that was cut short must not leave that behind.
            "PRAGMA foreign_keys = ON; PRAGMA legacy_alter_table = OFF"
        } else {
            "PRAGMA foreign_keys = OFF"
        })
        .await
    }

    async fn foreign_key_violations(&mut self) -> Result<Vec<String>, DatabaseError> {
        let rows = self.rows("PRAGMA foreign_key_check").await?;
        // Not the number of the foreign key: a rebuild may count them anew.
        Ok(rows
            .into_iter()
            .map(|row| {
                let mut values = row.into_iter();
                let mut next = || values.next().flatten();
                let (table, rowid, parent) = (next(), next(), next());
                format!(
                    "`{}`{} points at `{}`",
                    table.unwrap_or_default(),
                    rowid.map(|rowid| format!(", rowid {rowid},")).unwrap_or_default(),
                    parent.unwrap_or_default(),
                )
            })
            .collect())
    }

    async fn leftover(&mut self, _sql: &str) -> Result<Leftover, DatabaseError> {
        // What cannot be in a transaction here (VACUUM, most PRAGMAs) can be done twice.
        Ok(Leftover::Run)
    }

    fn says_done(&self, _sql: &str, _error: &DatabaseError) -> bool {
        false
    }

    async fn lock(&mut self, limit: Duration, _waiting: &(dyn Fn(Duration) + Send + Sync)) -> Result<(), MigrateError> {
        self.limit = limit;
        let prepared = self.call(move |connection| {
            connection.busy_timeout(limit).map_err(plain)?;
            connection.pragma_update(None, "foreign_keys", true).map_err(plain)
        });
        prepared.await.map_err(|failure| MigrateError::Database {
            doing: "preparing the connection",
            source: failure.error,
        })
    }

    async fn check_lock(&mut self) -> Result<(), MigrateError> {
        Ok(())
    }

    async fn reset(&mut self) -> Result<(), DatabaseError> {
        self.execute("PRAGMA foreign_keys = ON").await
    }

    async fn unlock(&mut self) {}
}
