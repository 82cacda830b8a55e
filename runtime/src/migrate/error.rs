//! Why a migration did not go through.

use std::time::Duration;

use super::Dialect;
use super::script::ScriptError;
use crate::error::{Source, is_code_of_lost_server};

/// What a driver said.
#[derive(Debug, thiserror::Error)]
#[error("{message}{}", code.as_ref().map(|code| format!(" ({code})")).unwrap_or_default())]
pub struct DatabaseError {
    /// SQLSTATE on PostgreSQL, the extended result code on SQLite.
    pub code: Option<String>,
    /// What it said.
    pub message: String,
    /// The driver's own error.
    #[source]
    pub source: Option<Source>,
}

/// Why a migration did not go through. All that was committed before it stays, and is known: run again after mending.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MigrateError {
    /// There is no history for this database.
    #[error("there are no migrations for {}: `dialects` in schema.toml does not name it", super::title(*.0))]
    NoMigrations(Dialect),

    /// The list of migrations is no chain.
    #[error("`{migration}` does not follow the migration before it in the list")]
    Chain {
        /// Which one.
        migration: String,
    },

    /// The files of a migration are not those that its hash was made of.
    #[error("`{migration}` was edited after it was written: undo the edit, or take it in with `codegen migrate hash`")]
    Edited {
        /// Which one.
        migration: String,
    },

    /// The files of a migration are not those that were applied.
    #[error(
        "`{migration}` is applied, but its files were changed since: undo the edit and make the change in a new migration; \
         or, where the database has what they make now, note their text with `codegen migrate repair`"
    )]
    AppliedEdited {
        /// Which one.
        migration: String,
    },

    /// The database has a migration that the files do not have.
    #[error(
        "the database has the migration `{migration}`, which is not among these: an older version is being run, or the \
         migration was made again under another id (then take it back with the files that have it)"
    )]
    Unknown {
        /// Which one, by id and name.
        migration: String,
    },

    /// The database has some of the migrations that were folded into one, and lacks others.
    #[error(
        "`{migration}` stands for several migrations, and the database has only some of them; it lacks {}: \
         apply those first, from the version of the files before they were folded (`migrate up` there), then come back",
        quoted(lacks)
    )]
    PartlyFolded {
        /// The one they were folded into.
        migration: String,
        /// Those that the database has.
        has: Vec<String>,
        /// Those that it lacks.
        lacks: Vec<String>,
    },

    /// There is no migration of this id.
    #[error("there is no migration `{0}`")]
    NoSuchMigration(String),

    /// A migration in the middle is not applied, and a later one that is may depend on its absence.
    #[error("`{migration}` is not applied, but the later `{applied}` is, and {}", reason.as_ref().map_or_else(
        || "what they touch is not known".to_owned(),
        |thing| format!("both touch {thing}"),
    ))]
    OutOfOrder {
        /// The one that is not applied.
        migration: String,
        /// The later one that is.
        applied: String,
        /// What both touch; `None` when that is not known of one of them.
        reason: Option<String>,
    },

    /// A file cannot be read as steps.
    #[error("`{migration}/{file}`, {source}")]
    Script {
        /// Which one.
        migration: String,
        /// `up.sql` or `down.sql`.
        file: &'static str,
        /// Where and why.
        source: ScriptError,
    },

    /// A check returned rows.
    #[error(
        "`{migration}/{file}`, line {line}: {code}: {message}{}\nnothing was changed; this query lists the rows:{}",
        lines(rows),
        indented(query)
    )]
    Check {
        /// Which one.
        migration: String,
        /// `up.sql` or `down.sql`.
        file: &'static str,
        /// The check's line.
        line: usize,
        /// The check's code.
        code: String,
        /// The check's message.
        message: Box<str>,
        /// The first rows that it returned.
        rows: Box<[String]>,
        /// The query that lists them all.
        query: Box<str>,
    },

    /// The database refused a check.
    #[error("`{migration}/{file}`, line {line}: the check {code} cannot be run: {source}")]
    CheckRefused {
        /// Which one.
        migration: String,
        /// `up.sql` or `down.sql`.
        file: &'static str,
        /// The line, as exactly as the database said.
        line: usize,
        /// The check's code.
        code: String,
        /// What the database said.
        source: Box<DatabaseError>,
    },

    /// The database refused a step.
    #[error("`{migration}/{file}`, line {line} (step {step}): {source}")]
    Step {
        /// Which one.
        migration: String,
        /// `up.sql` or `down.sql`.
        file: &'static str,
        /// The line, as exactly as the database said.
        line: usize,
        /// The step, from 1.
        step: usize,
        /// What the database said.
        source: Box<DatabaseError>,
    },

    /// Something else held a lock all the time that a step was tried.
    #[error(
        "`{migration}/{file}`, line {line} (step {step}): tried {tries} times, and each time something else held a lock \
         that it needs: {source}; run again"
    )]
    TableLocked {
        /// Which one.
        migration: String,
        /// `up.sql` or `down.sql`.
        file: &'static str,
        /// The line, as exactly as the database said.
        line: usize,
        /// The step, from 1.
        step: usize,
        /// How often it was tried.
        tries: u32,
        /// What the database said the last time.
        source: Box<DatabaseError>,
    },

    /// A step with enforcement off would leave rows that point nowhere; it was rolled back.
    #[error(
        "`{migration}/{file}`, line {line} (step {step}): rows would point at nothing:{}",
        lines(violations)
    )]
    ForeignKeys {
        /// Which one.
        migration: String,
        /// `up.sql` or `down.sql`.
        file: &'static str,
        /// The step's line.
        line: usize,
        /// The step, from 1.
        step: usize,
        /// The first of those rows.
        violations: Vec<String>,
    },

    /// One run of a batch changed more rows than it may.
    #[error("`{migration}/{file}`, line {line} (step {step}): one run changed {changed} rows, and `size` is {size}")]
    BatchSize {
        /// Which one.
        migration: String,
        /// `up.sql` or `down.sql`.
        file: &'static str,
        /// The step's line.
        line: usize,
        /// The step, from 1.
        step: usize,
        /// How many it changed.
        changed: u64,
        /// How many it may.
        size: u64,
    },

    /// A migration was applied in part, and its finished steps are not those of the file.
    #[error("`{migration}` is applied up to step {step}, and those steps were changed since: undo that edit")]
    PartEdited {
        /// Which one.
        migration: String,
        /// How many steps are done.
        step: usize,
    },

    /// A migration was applied in part.
    #[error("`{migration}` is applied in part: finish it with `migrate up` first")]
    HalfApplied {
        /// Which one.
        migration: String,
    },

    /// A migration was taken back in part.
    #[error("`{migration}` is taken back in part: finish it with `migrate down` first")]
    HalfReverted {
        /// Which one.
        migration: String,
    },

    /// `down.sql` has no statement.
    #[error("`{migration}` cannot be taken back: its down.sql has no statement")]
    Irreversible {
        /// Which one.
        migration: String,
    },

    /// Another migrator holds the lock.
    #[error("{}", held(*waited, holder.as_deref()))]
    Locked {
        /// How long it was waited for.
        waited: Duration,
        /// Who holds it.
        holder: Option<String>,
    },

    /// The connection that holds the lock broke.
    #[error("the lock was lost while migrating (its connection was ended); run again")]
    LockLost,

    /// The server is reached through a pooler that gives each transaction another connection.
    #[error(
        "the server is reached through a pooler in transaction mode, which cannot hold the migration lock: \
         connect directly (set DIRECT_URL)"
    )]
    Pooler,

    /// The database could not be asked.
    #[error("{doing}: {source}")]
    Database {
        /// What was being done.
        doing: &'static str,
        /// What the database said.
        source: DatabaseError,
    },

    /// No connection.
    #[error(transparent)]
    Connect(Box<crate::Error>),
}

/// In a sentence.
fn quoted(names: &[String]) -> String {
    let quoted: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}

/// SQLite's lock is that of everyone who writes, and nobody can tell whose it is.
fn held(waited: Duration, holder: Option<&str>) -> String {
    match holder {
        Some(holder) => format!("another migrator has been at work for {waited:?}: {holder}"),
        None => format!(
            "the database was locked for {waited:?} by another connection, which migrates or writes to it; run again \
             when it is done"
        ),
    }
}

/// SQL, set off.
fn indented(sql: &str) -> String {
    sql.lines().flat_map(|line| ["\n  ", line]).collect()
}

/// Each on a line of its own.
fn lines(texts: &[String]) -> String {
    texts.iter().flat_map(|text| ["\n  ", text]).collect()
}

impl MigrateError {
    /// Whether the database said no, or could not be reached. Otherwise the files, or how they were used, are wrong.
    pub fn is_database(&self) -> bool {
        matches!(
            self,
            Self::Check { .. }
                | Self::CheckRefused { .. }
                | Self::Step { .. }
                | Self::TableLocked { .. }
                | Self::ForeignKeys { .. }
                | Self::BatchSize { .. }
                | Self::Locked { .. }
                | Self::LockLost
                | Self::Database { .. }
                | Self::Connect(_)
        )
    }
}

impl MigrateError {
    /// Whether it says nothing of the migrations: the database could not be reached, went away, or has no room.
    ///
    /// ```
    /// use tablesmith::migrate::MigrateError;
    ///
    /// assert!(MigrateError::LockLost.is_lost());
    /// assert!(!MigrateError::NoSuchMigration("20260101T000000".into()).is_lost());
    /// ```
    pub fn is_lost(&self) -> bool {
        let source = match self {
            Self::Connect(_) | Self::LockLost => return true,
            Self::Database { source, .. } => source,
            Self::CheckRefused { source, .. } | Self::Step { source, .. } => source,
            _ => return false,
        };
        // A driver that has no code was told nothing by the database.
        source.code.as_deref().is_none_or(is_code_of_lost_server)
    }
}

impl From<MigrateError> for crate::Error {
    fn from(error: MigrateError) -> Self {
        match error {
            MigrateError::Connect(error) => *error,
            other => Self::other(other),
        }
    }
}

impl From<crate::Error> for MigrateError {
    fn from(error: crate::Error) -> Self {
        Self::Connect(Box::new(error))
    }
}
