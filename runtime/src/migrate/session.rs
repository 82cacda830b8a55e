//! What the migrator needs of a database. Everything is text: migrations are rare, and no type is worth a conversion.

use std::time::Duration;

use super::Dialect;
use super::error::{DatabaseError, MigrateError};

/// Rows as text.
pub(super) type Rows = Vec<Vec<Option<String>>>;

/// A statement that failed, and the byte of the script where, when the database said it.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) error: DatabaseError,
    pub(super) offset: Option<usize>,
}

/// Where a step that was broken off stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Leftover {
    /// It must be run (again).
    Run,
    /// It got to its end.
    Done,
}

/// A connection of the migrator's own, and the lock.
pub(super) trait Session: Send {
    /// Which database.
    fn dialect(&self) -> Dialect;

    /// The history table, quoted, with its namespace.
    fn journal(&self) -> &str;

    /// An expression for the time of the statement.
    fn now(&self) -> &'static str;

    /// An expression that writes the `applied_at` of the history table as RFC 3339.
    fn applied_at(&self) -> &'static str;

    /// The type of `applied_at`.
    fn time_type(&self) -> &'static str;

    /// An expression for who is connected.
    fn user(&self) -> String;

    /// Whether the history table is there.
    fn has_journal(&mut self) -> impl Future<Output = Result<bool, DatabaseError>> + Send;

    /// Runs statements. Outside of [`begin`](Self::begin) and [`commit`](Self::commit) it is one statement.
    fn run(&mut self, sql: &str) -> impl Future<Output = Result<(), Failure>> + Send;

    /// The first rows of a SELECT, at most `limit`.
    fn first_rows(&mut self, sql: &str, limit: usize) -> impl Future<Output = Result<Rows, Failure>> + Send;

    /// Rows of one statement.
    fn rows(&mut self, sql: &str) -> impl Future<Output = Result<Rows, DatabaseError>> + Send;

    /// How many rows one statement changed.
    fn changed(&mut self, sql: &str) -> impl Future<Output = Result<u64, Failure>> + Send;

    /// Begins a transaction; on SQLite this takes the lock.
    fn begin(&mut self) -> impl Future<Output = Result<(), MigrateError>> + Send;

    /// Commits it.
    fn commit(&mut self) -> impl Future<Output = Result<(), DatabaseError>> + Send;

    /// Rolls it back. A failure is none: the connection is gone, and the transaction with it.
    fn rollback(&mut self) -> impl Future<Output = ()> + Send;

    /// Switches enforcement of foreign keys, outside of any transaction.
    fn enforce_foreign_keys(&mut self, on: bool) -> impl Future<Output = Result<(), DatabaseError>> + Send;

    /// Rows that point at nothing, each described.
    fn foreign_key_violations(&mut self) -> impl Future<Output = Result<Vec<String>, DatabaseError>> + Send;

    /// Looks at what an `alone` step that was broken off left behind, clears it, and says whether to run it again.
    fn leftover(&mut self, sql: &str) -> impl Future<Output = Result<Leftover, DatabaseError>> + Send;

    /// Whether an error says that what a step was to do is done already. Only asked of a step that was broken off.
    fn says_done(&self, sql: &str, error: &DatabaseError) -> bool;

    /// Takes the lock for the whole run, waiting for `limit`; `waiting` is told how long it has been. Nothing on SQLite,
    /// where a transaction is the lock.
    fn lock(
        &mut self,
        limit: Duration,
        waiting: &(dyn Fn(Duration) + Send + Sync),
    ) -> impl Future<Output = Result<(), MigrateError>> + Send;

    /// Fails when the lock is no longer held.
    fn check_lock(&mut self) -> impl Future<Output = Result<(), MigrateError>> + Send;

    /// How long statements wait for a lock that something else holds, from here on; `None` is as long as it takes.
    /// Nothing on SQLite, where the URL says it.
    fn wait_for_locks(&mut self, limit: Option<Duration>) -> impl Future<Output = Result<(), DatabaseError>> + Send;

    /// Whether nobody waits behind a step that waits for a lock.
    fn waits_alone(&self, sql: &str) -> bool;

    /// Whether something failed for a lock that something else holds, so that it may go through later.
    fn says_locked(&self, error: &DatabaseError) -> bool;

    /// Lets time pass.
    fn pause(&mut self, time: Duration) -> impl Future<Output = ()> + Send;

    /// Puts back the settings of the connection that a migration may have changed.
    fn reset(&mut self) -> impl Future<Output = Result<(), DatabaseError>> + Send;

    /// Releases the lock.
    fn unlock(&mut self) -> impl Future<Output = ()> + Send;
}

/// A text as an SQL literal.
pub(super) fn literal(text: &str) -> String {
    // No backslash is special with `standard_conforming_strings`, which every session switches on.
    format!("'{}'", text.replace('\'', "''"))
}
