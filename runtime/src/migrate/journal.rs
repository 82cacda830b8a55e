//! The history table: which migrations the database has, and how far.
//!
//! One row per migration. `step` counts finished steps; the row is written in the transaction of each step, so it never
//! lies. Steps that cannot be in a transaction are noted before (`started`) and after.

use std::time::Duration;

use super::error::MigrateError;
use super::session::{Session, literal};

/// Where a migration stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// Some steps are done.
    Applying,
    /// Some are done, and the next one, which is in no transaction, was started.
    Started,
    /// All are done.
    Applied,
    /// Some steps of the way back are done.
    Reverting,
    /// Some are done, and the next one was started.
    RevertStarted,
}

const STATES: [(State, &str); 5] = [
    (State::Applying, "applying"),
    (State::Started, "started"),
    (State::Applied, "applied"),
    (State::Reverting, "reverting"),
    (State::RevertStarted, "revert started"),
];

impl State {
    fn as_str(self) -> &'static str {
        STATES
            .iter()
            .find(|(state, _)| *state == self)
            .map_or("", |(_, text)| text)
    }

    fn parse(text: &str) -> Option<Self> {
        STATES.iter().find(|(_, name)| *name == text).map(|(state, _)| *state)
    }
}

/// A row of the history table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) id: String,
    pub(super) name: String,
    /// The hash of the files.
    pub(super) hash: String,
    /// The hashes of the steps that are done or started.
    pub(super) step_hashes: Vec<String>,
    /// Which run it was part of.
    pub(super) batch: u64,
    /// How many steps are done.
    pub(super) step: usize,
    pub(super) state: State,
    /// When its last step was done, as RFC 3339.
    pub(super) applied_at: String,
    /// How long all its steps took.
    pub(super) duration: Duration,
    pub(super) applied_by: String,
}

impl Entry {
    /// Whether another migrator has done something to it since `other` was read.
    pub(super) fn is_where(&self, other: &Self) -> bool {
        (self.state, self.step, &self.hash) == (other.state, other.step, &other.hash)
    }
}

fn doing(doing: &'static str) -> impl FnOnce(super::DatabaseError) -> MigrateError {
    move |source| MigrateError::Database { doing, source }
}

/// Makes the table where it is missing.
pub(super) async fn create(session: &mut impl Session) -> Result<(), MigrateError> {
    if session
        .has_journal()
        .await
        .map_err(doing("looking for the history table"))?
    {
        return Ok(());
    }
    let sql = format!(
        "CREATE TABLE IF NOT EXISTS {} (\n\
         \x20 id text NOT NULL PRIMARY KEY,\n\
         \x20 name text NOT NULL,\n\
         \x20 hash text NOT NULL,\n\
         \x20 step_hashes text NOT NULL,\n\
         \x20 batch integer NOT NULL,\n\
         \x20 step integer NOT NULL,\n\
         \x20 state text NOT NULL,\n\
         \x20 applied_at {} NOT NULL,\n\
         \x20 duration_ms bigint NOT NULL,\n\
         \x20 tool_version text NOT NULL,\n\
         \x20 applied_by text NOT NULL\n)",
        session.journal(),
        session.time_type(),
    );
    session.begin().await?;
    let made = match session.run(&sql).await {
        Ok(()) => session.commit().await,
        Err(failure) => Err(failure.error),
    };
    if made.is_err() {
        session.rollback().await;
    }
    made.map_err(doing("making the history table"))
}

/// All rows by id, or none where the table is missing.
pub(super) async fn read(session: &mut impl Session) -> Result<Vec<Entry>, MigrateError> {
    if !session
        .has_journal()
        .await
        .map_err(doing("looking for the history table"))?
    {
        return Ok(Vec::new());
    }
    select(session, "").await
}

/// One row.
pub(super) async fn read_one(session: &mut impl Session, id: &str) -> Result<Option<Entry>, MigrateError> {
    let found = select(session, &format!(" WHERE id = {}", literal(id))).await?;
    Ok(found.into_iter().next())
}

async fn select(session: &mut impl Session, condition: &str) -> Result<Vec<Entry>, MigrateError> {
    let sql = format!(
        "SELECT id, name, hash, step_hashes, batch, step, state, {}, duration_ms, applied_by FROM {}{condition} ORDER BY id",
        session.applied_at(),
        session.journal(),
    );
    let rows = session.rows(&sql).await.map_err(doing("reading the history table"))?;
    rows.into_iter().map(|row| parse(row).ok_or_else(strange_row)).collect()
}

fn parse(row: Vec<Option<String>>) -> Option<Entry> {
    let mut values = row.into_iter();
    let mut next = || values.next().flatten();
    Some(Entry {
        id: next()?,
        name: next()?,
        hash: next()?,
        step_hashes: next()?.split_whitespace().map(str::to_owned).collect(),
        batch: next()?.parse().ok()?,
        step: next()?.parse().ok()?,
        state: State::parse(&next()?)?,
        applied_at: next()?,
        duration: Duration::from_millis(next()?.parse().ok()?),
        applied_by: next()?,
    })
}

fn strange_row() -> MigrateError {
    MigrateError::Database {
        doing: "reading the history table",
        source: super::DatabaseError {
            code: None,
            message: "a row of it is not as this version writes them: a newer version was here".to_owned(),
            source: None,
        },
    }
}

/// The statement that writes a row; `entry.applied_at` is the time of the statement instead.
pub(super) fn write_sql(session: &impl Session, entry: &Entry) -> String {
    format!(
        "INSERT INTO {table} (id, name, hash, step_hashes, batch, step, state, applied_at, duration_ms, tool_version, applied_by) \
         VALUES ({id}, {name}, {hash}, {steps}, {batch}, {step}, '{state}', {now}, {duration}, '{version}', {user}) \
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, hash = excluded.hash, step_hashes = excluded.step_hashes, \
         batch = excluded.batch, step = excluded.step, state = excluded.state, applied_at = excluded.applied_at, \
         duration_ms = excluded.duration_ms, tool_version = excluded.tool_version, applied_by = excluded.applied_by",
        table = session.journal(),
        id = literal(&entry.id),
        name = literal(&entry.name),
        hash = literal(&entry.hash),
        steps = literal(&entry.step_hashes.join(" ")),
        batch = entry.batch,
        step = entry.step,
        state = entry.state.as_str(),
        now = session.now(),
        duration = entry.duration.as_millis(),
        version = env!("CARGO_PKG_VERSION"),
        user = session.user(),
    )
}

/// The statement that removes a row.
pub(super) fn delete_sql(session: &impl Session, id: &str) -> String {
    format!("DELETE FROM {} WHERE id = {}", session.journal(), literal(id))
}
