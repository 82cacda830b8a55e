//! SQL that takes effect as a whole, and of which the database keeps no history: what `codegen push` runs.
//!
//! All steps run in one transaction, under the lock of migrators. What a database refuses there (PostgreSQL: using the
//! value of an enum that the same transaction has added) is run piece by piece instead: each statement that must stand
//! alone by itself, all between two of them in one transaction.

use std::collections::BTreeMap;
use std::fmt;
use std::time::{Duration, Instant};

use super::error::{DatabaseError, MigrateError};
use super::locks::Patience;
use super::report::Progress;
use super::script::{Check, Mode, Script, ScriptError, Step};
use super::session::{Failure, Session};
use super::sql_text::statements;

/// How many rows of a failed check, or of violations, an error shows.
const SHOWN: usize = 5;

/// Statements that take effect as a whole.
///
/// ```
/// use tablesmith::Db;
/// use tablesmith::migrate::Whole;
///
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// let db = Db::connect("sqlite::memory:").await?;
/// let failed = Whole::new("create table note (id integer);\ninsert into nowhere values (1);").run(&db).await;
/// assert_eq!(failed.unwrap_err().to_string(), "line 2: no such table: nowhere (1); nothing was changed");
/// assert!(db.rows::<(String,)>("select name from sqlite_schema", &[]).await?.is_empty());
///
/// let report = Whole::new("create table note (id integer);").run(&db).await.unwrap();
/// assert_eq!(report.transactions, 1);
/// # Ok::<(), tablesmith::Error>(()) }).unwrap();
/// ```
pub struct Whole<'a> {
    sql: &'a str,
    unmoved: Option<Unmoved<'a>>,
    lock_timeout: Duration,
    patience: Patience,
    progress: Box<dyn Fn(&Progress<'_>) + Send + Sync + 'a>,
}

/// What must still be so when the statements are run.
struct Unmoved<'a> {
    setup: &'a str,
    query: &'a str,
    is_same: Box<dyn Fn(&str) -> bool + Send + Sync + 'a>,
}

/// What a run did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct WholeReport {
    /// How many transactions it took: one, where the database could do it in one.
    pub transactions: usize,
    /// How long it waited for the lock and ran.
    pub duration: Duration,
}

/// Why statements did not take effect.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WholeError {
    /// The text cannot be read as steps.
    #[error(transparent)]
    Script(#[from] ScriptError),

    /// A check returned rows.
    #[error("line {line}: {code}: {message}{}\nnothing was changed; this query lists the rows:\n  {}",
        lines(rows), query.replace('\n', "\n  "))]
    Check {
        /// The check's line.
        line: usize,
        /// Its code.
        code: String,
        /// What it says.
        message: String,
        /// The first rows that it returned.
        rows: Vec<String>,
        /// The query that lists them all.
        query: String,
    },

    /// The database refused a check.
    #[error("line {line}: the check {code} cannot be run: {source}")]
    CheckRefused {
        /// The line, as exactly as the database said.
        line: usize,
        /// The check's code.
        code: String,
        /// What the database said.
        source: Box<DatabaseError>,
    },

    /// The database refused a statement.
    #[error("line {line}: {source}; {}", fate(*kept))]
    Statement {
        /// The line, as exactly as the database said.
        line: usize,
        /// What the database said.
        source: Box<DatabaseError>,
        /// How many transactions had been committed before.
        kept: usize,
    },

    /// Something else held a lock all the time that it was tried.
    #[error(
        "line {line}: tried {tries} times, and each time something else held a lock that it needs: {source}; {}; run again",
        fate(*kept)
    )]
    TableLocked {
        /// The line, as exactly as the database said.
        line: usize,
        /// How often it was tried.
        tries: u32,
        /// What the database said the last time.
        source: Box<DatabaseError>,
        /// How many transactions had been committed before.
        kept: usize,
    },

    /// Rows would point at nothing; it was rolled back.
    #[error("rows would point at nothing:{}\nnothing was changed", lines(violations))]
    ForeignKeys {
        /// The first of those rows.
        violations: Vec<String>,
    },

    /// The database is not what it was when the statements were made.
    #[error("somebody else has changed the database meanwhile; nothing was changed by this run: run again")]
    Moved,

    /// No connection, no lock, no transaction.
    #[error(transparent)]
    Session(#[from] Box<MigrateError>),
}

impl WholeError {
    /// Whether the database said no, or could not be reached.
    pub fn is_database(&self) -> bool {
        match self {
            Self::Script(_) => false,
            Self::Session(error) => error.is_database(),
            _ => true,
        }
    }
}

impl From<MigrateError> for WholeError {
    fn from(error: MigrateError) -> Self {
        Self::Session(Box::new(error))
    }
}

/// What became of the rest.
fn fate(transactions: usize) -> String {
    match transactions {
        0 => "nothing was changed".to_owned(),
        1 => "what the statement before it did stays, since the database cannot do both at once; the rest was undone"
            .to_owned(),
        more => format!(
            "what {more} transactions before it did stays, since the database cannot do all at once; the rest was undone"
        ),
    }
}

/// Each on a line of its own.
fn lines(texts: &[String]) -> String {
    texts.iter().flat_map(|text| ["\n  ", text]).collect()
}

impl fmt::Debug for Whole<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Whole")
            .field("sql", &self.sql)
            .field("lock_timeout", &self.lock_timeout)
            .field("patience", &self.patience)
            .finish_non_exhaustive()
    }
}

/// What takes effect together.
struct Piece<'s, 'a> {
    steps: &'s [Step<'a>],
    /// One statement, in no transaction.
    alone: bool,
}

impl<'a> Whole<'a> {
    /// These statements, with the markers that [migrations](super) have.
    pub fn new(sql: &'a str) -> Self {
        Self {
            sql,
            unmoved: None,
            lock_timeout: Duration::from_secs(60),
            patience: Patience::default(),
            progress: Box::new(|_| {}),
        }
    }

    /// Runs them only where a query still answers with what `is_same` takes for the same; asked under the lock, after the
    /// statements of `setup`, of which nothing stays.
    #[must_use]
    pub fn where_unmoved(
        mut self,
        setup: &'a str,
        query: &'a str,
        is_same: impl Fn(&str) -> bool + Send + Sync + 'a,
    ) -> Self {
        self.unmoved = Some(Unmoved {
            setup,
            query,
            is_same: Box::new(is_same),
        });
        self
    }

    /// As [`Migrator::lock_timeout`](super::Migrator::lock_timeout).
    #[must_use]
    pub fn lock_timeout(mut self, limit: Duration) -> Self {
        self.lock_timeout = limit;
        self
    }

    /// As [`Migrator::table_locks`](super::Migrator::table_locks).
    #[must_use]
    pub fn table_locks(mut self, wait: Duration, tries: u32) -> Self {
        self.patience = Patience { wait, tries };
        self
    }

    /// Whom to tell what is going on.
    #[must_use]
    pub fn on_progress(mut self, progress: impl Fn(&Progress<'_>) + Send + Sync + 'a) -> Self {
        self.progress = Box::new(progress);
        self
    }

    /// Runs on a session, under the lock.
    pub(super) async fn on(&self, session: &mut impl Session) -> Result<WholeReport, WholeError> {
        let start = Instant::now();
        let script = Script::parse(self.sql, session.dialect())?;
        let waiting = |waited| (self.progress)(&Progress::Waiting { waited });
        session.lock(self.lock_timeout, &waiting).await?;
        let result = self.locked(session, &script).await;
        session.unlock().await;
        Ok(WholeReport {
            transactions: result?,
            duration: start.elapsed(),
        })
    }

    async fn locked(&self, session: &mut impl Session, script: &Script<'_>) -> Result<usize, WholeError> {
        let all = [Piece {
            steps: &script.steps,
            alone: false,
        }];
        let ran = match self.pieces(session, script, &all).await {
            Err(WholeError::Statement { source, .. }) if is_refused_in_transaction(&source) => {
                self.pieces(session, script, &apart(&script.steps)).await
            }
            ran => ran,
        };
        session
            .reset()
            .await
            .map_err(database("putting back the connection's settings"))?;
        ran
    }

    /// One after another. Before the first, what must hold.
    async fn pieces(
        &self,
        session: &mut impl Session,
        script: &Script<'_>,
        pieces: &[Piece<'_, '_>],
    ) -> Result<usize, WholeError> {
        let first_is_alone = pieces.first().is_none_or(|piece| piece.alone);
        if first_is_alone {
            session.begin().await?;
            let held = self.holds(session, script).await;
            session.rollback().await;
            held?;
        }
        for (kept, piece) in pieces.iter().enumerate() {
            let before = (kept == 0 && !first_is_alone).then_some(script);
            self.patiently(session, piece, before, kept).await?;
        }
        Ok(pieces.len())
    }

    /// Again and again while something else holds a lock that it needs.
    async fn patiently(
        &self,
        session: &mut impl Session,
        piece: &Piece<'_, '_>,
        before: Option<&Script<'_>>,
        kept: usize,
    ) -> Result<(), WholeError> {
        let mut tries = 1;
        loop {
            let wait = Some(self.patience.wait);
            session
                .wait_for_locks(wait)
                .await
                .map_err(database("saying how long to wait for locks"))?;
            let (line, source) = match self.piece(session, piece, before, kept).await {
                Err(WholeError::Statement { line, source, .. }) if session.says_locked(&source) => (line, source),
                result => return result,
            };
            if tries >= self.patience.tries {
                return Err(WholeError::TableLocked {
                    line,
                    tries,
                    source,
                    kept,
                });
            }
            let pause = self.patience.pause(tries);
            (self.progress)(&Progress::Retry {
                tries,
                of: self.patience.tries,
                pause,
            });
            session.pause(pause).await;
            session.check_lock().await?;
            tries += 1;
        }
    }

    async fn piece(
        &self,
        session: &mut impl Session,
        piece: &Piece<'_, '_>,
        before: Option<&Script<'_>>,
        kept: usize,
    ) -> Result<(), WholeError> {
        session.check_lock().await?;
        if piece.alone {
            return statements_of(session, piece.steps, kept).await;
        }
        let switching = || database("switching foreign keys");
        // Inside of a transaction the switch does nothing, so it is off for all of it; what that would let through is
        // looked for before COMMIT.
        let unenforced = piece.steps.iter().any(|step| step.mode == Mode::ForeignKeysOff);
        if unenforced {
            session.enforce_foreign_keys(false).await.map_err(switching())?;
        }
        let result = self.transaction(session, piece, before, kept, unenforced).await;
        if unenforced {
            session.enforce_foreign_keys(true).await.map_err(switching())?;
        }
        result
    }

    async fn transaction(
        &self,
        session: &mut impl Session,
        piece: &Piece<'_, '_>,
        before: Option<&Script<'_>>,
        kept: usize,
        unenforced: bool,
    ) -> Result<(), WholeError> {
        session.begin().await?;
        let ran = async {
            if let Some(script) = before {
                self.holds(session, script).await?;
            }
            let dangling = if unenforced {
                violations(session).await?
            } else {
                BTreeMap::new()
            };
            statements_of(session, piece.steps, kept).await?;
            if unenforced {
                refuse_new(&dangling, violations(session).await?)?;
            }
            Ok(())
        };
        if let Err(error) = ran.await {
            session.rollback().await;
            return Err(error);
        }
        if let Err(source) = session.commit().await {
            session.rollback().await;
            let line = piece.steps.first().map_or(1, |step| first_line(session, step));
            return Err(WholeError::Statement {
                line,
                source: Box::new(source),
                kept,
            });
        }
        Ok(())
    }

    /// The database is still what it was, and no check finds anything.
    async fn holds(&self, session: &mut impl Session, script: &Script<'_>) -> Result<(), WholeError> {
        if let Some(unmoved) = &self.unmoved {
            let asking = || database("looking at the database once more");
            let point = "SAVEPOINT _tablesmith_unmoved";
            session.run(point).await.map_err(|failure| asking()(failure.error))?;
            if !unmoved.setup.is_empty() {
                session
                    .run(unmoved.setup)
                    .await
                    .map_err(|failure| asking()(failure.error))?;
            }
            let rows = session.rows(unmoved.query).await.map_err(asking())?;
            let back = "ROLLBACK TO SAVEPOINT _tablesmith_unmoved; RELEASE SAVEPOINT _tablesmith_unmoved";
            session.run(back).await.map_err(|failure| asking()(failure.error))?;
            let answer = rows.into_iter().flatten().flatten().next().unwrap_or_default();
            if !(unmoved.is_same)(&answer) {
                return Err(WholeError::Moved);
            }
        }
        for found in &script.checks {
            check(session, found).await?;
        }
        Ok(())
    }
}

async fn check(session: &mut impl Session, check: &Check<'_>) -> Result<(), WholeError> {
    let rows = session.first_rows(check.sql, SHOWN).await;
    let rows = rows.map_err(|failure| WholeError::CheckRefused {
        line: failure.offset.map_or(check.line, |offset| check.line_of(offset)),
        code: check.code.to_owned(),
        source: Box::new(failure.error),
    })?;
    if rows.is_empty() {
        return Ok(());
    }
    let shown = |row: Vec<Option<String>>| {
        let values = row.into_iter().map(|value| value.unwrap_or_else(|| "NULL".to_owned()));
        values.collect::<Vec<_>>().join(", ")
    };
    Err(WholeError::Check {
        line: check.line,
        code: check.code.to_owned(),
        message: check.message.clone(),
        rows: rows.into_iter().map(shown).collect(),
        query: check.sql.trim().to_owned(),
    })
}

async fn statements_of(session: &mut impl Session, steps: &[Step<'_>], kept: usize) -> Result<(), WholeError> {
    for step in steps {
        let ran = match step.mode {
            Mode::Batches { .. } => until_nothing_changes(session, step.sql).await,
            Mode::Transaction | Mode::ForeignKeysOff | Mode::Alone => session.run(step.sql).await,
        };
        ran.map_err(|Failure { error, offset }| WholeError::Statement {
            line: offset.map_or_else(|| first_line(session, step), |offset| step.line_of(offset)),
            source: Box::new(error),
            kept,
        })?;
    }
    Ok(())
}

async fn until_nothing_changes(session: &mut impl Session, sql: &str) -> Result<(), Failure> {
    while session.changed(sql).await? > 0 {}
    Ok(())
}

/// Rows that point at nothing, each with how often it does.
async fn violations(session: &mut impl Session) -> Result<BTreeMap<String, usize>, WholeError> {
    let found = session
        .foreign_key_violations()
        .await
        .map_err(database("checking foreign keys"))?;
    let mut counted = BTreeMap::new();
    for row in found {
        *counted.entry(row).or_insert(0) += 1;
    }
    Ok(counted)
}

fn refuse_new(before: &BTreeMap<String, usize>, after: BTreeMap<String, usize>) -> Result<(), WholeError> {
    let is_new = |(row, count): &(String, usize)| *count > before.get(row).copied().unwrap_or(0);
    let violations: Vec<_> = after
        .into_iter()
        .filter(is_new)
        .map(|(row, _)| row)
        .take(SHOWN)
        .collect();
    if violations.is_empty() {
        Ok(())
    } else {
        Err(WholeError::ForeignKeys { violations })
    }
}

/// The steps between two that must stand alone, and those.
fn apart<'s, 'a>(steps: &'s [Step<'a>]) -> Vec<Piece<'s, 'a>> {
    let together = |a: &Step<'_>, b: &Step<'_>| a.mode != Mode::Alone && b.mode != Mode::Alone;
    let pieces = steps.chunk_by(together).map(|steps| Piece {
        steps,
        alone: steps.iter().any(|step| step.mode == Mode::Alone),
    });
    pieces.collect()
}

/// Whether a database says that it could do this, but not in this transaction.
fn is_refused_in_transaction(error: &DatabaseError) -> bool {
    const UNSAFE_NEW_ENUM_VALUE_USAGE: &str = "55P04";
    const ACTIVE_SQL_TRANSACTION: &str = "25001";
    let codes = [UNSAFE_NEW_ENUM_VALUE_USAGE, ACTIVE_SQL_TRANSACTION];
    error.code.as_deref().is_some_and(|code| codes.contains(&code))
}

/// The line of a step's first statement.
fn first_line(session: &impl Session, step: &Step<'_>) -> usize {
    let found = statements(step.sql, session.dialect());
    step.line_of(found.first().map_or(0, |statement| statement.start))
}

fn database(doing: &'static str) -> impl FnOnce(DatabaseError) -> WholeError {
    move |source| MigrateError::Database { doing, source }.into()
}
