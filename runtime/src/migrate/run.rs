//! Running one migration, step by step.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use super::error::{DatabaseError, MigrateError};
use super::journal::{self, Entry, State};
use super::locks::Patience;
use super::migration::Migration;
use super::plan::Pending;
use super::report::Progress;
use super::script::{Check, Mode, Script, Step};
use super::session::{Failure, Leftover, Session};

/// Which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    Up,
    Down,
}

impl Direction {
    pub(super) fn file(self) -> &'static str {
        match self {
            Self::Up => "up.sql",
            Self::Down => "down.sql",
        }
    }

    pub(super) fn text<'a>(self, migration: &Migration<'a>) -> &'a str {
        match self {
            Self::Up => migration.up,
            Self::Down => migration.down,
        }
    }

    /// Some steps are done.
    fn underway(self) -> State {
        match self {
            Self::Up => State::Applying,
            Self::Down => State::Reverting,
        }
    }

    /// A step outside of any transaction is being run.
    fn started(self) -> State {
        match self {
            Self::Up => State::Started,
            Self::Down => State::RevertStarted,
        }
    }
}

/// What came of a migration.
#[derive(Debug)]
pub(super) enum Outcome {
    /// It was run to its end.
    Done(Duration),
    /// Another migrator was at it: plan again.
    Moved,
}

/// How many rows of a failed check, or of violations, an error shows.
const SHOWN: usize = 5;

/// A migration being run.
pub(super) struct Run<'r, S> {
    session: &'r mut S,
    progress: &'r (dyn Fn(&Progress<'_>) + Send + Sync),
    direction: Direction,
    migration: Migration<'r>,
    /// The row as the database has it.
    known: Option<Entry>,
    /// The row as the next step leaves it.
    entry: Entry,
    /// How many steps there are.
    total: usize,
    manner: &'r Manner,
}

/// What holds for every migration of a run.
#[derive(Debug, Default)]
pub(super) struct Manner {
    /// How long it waits for tables that something else has locked.
    pub(super) patience: Patience,
    /// Checks that are passed over, by what they say allows it.
    pub(super) allowed: BTreeSet<String>,
}

impl<'r, S: Session> Run<'r, S> {
    pub(super) fn new(
        session: &'r mut S,
        progress: &'r (dyn Fn(&Progress<'_>) + Send + Sync),
        direction: Direction,
        pending: Pending<'r>,
        batch: u64,
        manner: &'r Manner,
    ) -> Self {
        let Pending {
            migration,
            entry: known,
        } = pending;
        let underway = [direction.underway(), direction.started()];
        let resumed = known.as_ref().filter(|entry| underway.contains(&entry.state));
        let entry = Entry {
            id: migration.id.to_owned(),
            name: migration.name.to_owned(),
            hash: migration.hash.to_owned(),
            step_hashes: resumed.map(|entry| entry.step_hashes.clone()).unwrap_or_default(),
            batch: known.as_ref().map_or(batch, |entry| entry.batch),
            step: resumed.map_or(0, |entry| entry.step),
            state: resumed.map_or(direction.underway(), |entry| entry.state),
            applied_at: String::new(),
            duration: resumed.map_or(Duration::ZERO, |entry| entry.duration),
            applied_by: String::new(),
        };
        Self {
            session,
            progress,
            direction,
            migration,
            known,
            entry,
            total: 0,
            manner,
        }
    }

    /// Runs what is left of the migration.
    pub(super) async fn run(mut self) -> Result<Outcome, MigrateError> {
        let script = self.direction.script(&self.migration, self.session.dialect())?;
        self.check_finished_steps(&script)?;
        self.total = script.steps.len();
        (self.progress)(&Progress::Migration {
            id: self.migration.id,
            name: self.migration.name,
        });
        if self.entry.step == 0 && !self.checks(&script.checks).await? {
            return Ok(Outcome::Moved);
        }
        let again = self.entry.state == self.direction.started();
        let first = self.entry.step;
        if first >= self.total && !self.finish_without_steps().await? {
            return Ok(Outcome::Moved);
        }
        for (index, step) in script.steps.iter().enumerate().skip(first) {
            let again = again && index == first;
            (self.progress)(&Progress::Step {
                step: index + 1,
                of: self.total,
                again,
            });
            self.session.check_lock().await?;
            if !self.patiently(step, again).await? {
                return Ok(Outcome::Moved);
            }
        }
        let duration = self.entry.duration;
        self.session.reset().await.map_err(|source| MigrateError::Database {
            doing: "putting back the connection's settings",
            source,
        })?;
        (self.progress)(&Progress::Done {
            id: self.migration.id,
            duration,
        });
        Ok(Outcome::Done(duration))
    }

    /// A migration that is not finished may be mended, but not in what was done already.
    fn check_finished_steps(&self, script: &Script<'_>) -> Result<(), MigrateError> {
        let done = self.entry.step;
        let hashes = script.steps.iter().map(Step::hash);
        let same = script.steps.len() >= done
            && hashes
                .zip(&self.entry.step_hashes)
                .take(done)
                .all(|(now, then)| now == *then);
        if same {
            return Ok(());
        }
        Err(MigrateError::PartEdited {
            migration: self.migration.to_string(),
            step: done,
        })
    }

    /// All checks before anything else. `false`: another migrator has moved on.
    async fn checks(&mut self, checks: &[Check<'_>]) -> Result<bool, MigrateError> {
        if checks.is_empty() {
            return Ok(true);
        }
        self.session.begin().await?;
        let checked = self.checks_inside(checks).await;
        self.session.rollback().await;
        checked
    }

    async fn checks_inside(&mut self, checks: &[Check<'_>]) -> Result<bool, MigrateError> {
        if !self.is_unmoved().await? {
            return Ok(false);
        }
        let is_allowed = |check: &&Check<'_>| {
            check
                .allow
                .as_ref()
                .is_some_and(|name| self.manner.allowed.contains(name))
        };
        let asked: Vec<_> = checks.iter().filter(|check| !is_allowed(check)).collect();
        for check in asked {
            let rows = self.session.first_rows(check.sql, SHOWN).await;
            let rows = rows.map_err(|failure| MigrateError::CheckRefused {
                migration: self.migration.to_string(),
                file: self.direction.file(),
                line: failure.offset.map_or(check.line, |offset| check.line_of(offset)),
                code: check.code.to_owned(),
                source: Box::new(failure.error),
            })?;
            if !rows.is_empty() {
                return Err(MigrateError::Check {
                    migration: self.migration.to_string(),
                    file: self.direction.file(),
                    line: check.line,
                    code: check.code.to_owned(),
                    message: check.message.as_str().into(),
                    rows: rows.into_iter().map(describe).collect(),
                    query: check.sql.trim().into(),
                });
            }
        }
        Ok(true)
    }

    /// One step, again and again while something else holds a lock that it needs. `false`: another migrator has moved
    /// on.
    async fn patiently(&mut self, step: &Step<'_>, mut again: bool) -> Result<bool, MigrateError> {
        let wait = (!self.session.waits_alone(step.sql)).then_some(self.manner.patience.wait);
        let mut tries = 1;
        loop {
            let setting = |source| MigrateError::Database {
                doing: "saying how long to wait for locks",
                source,
            };
            self.session.wait_for_locks(wait).await.map_err(setting)?;
            let result = self.step(step, again).await;
            let (source, line) = match result {
                Err(MigrateError::Step { source, line, .. }) if self.session.says_locked(&source) => (source, line),
                result => return result,
            };
            if tries >= self.manner.patience.tries {
                return Err(MigrateError::TableLocked {
                    migration: self.migration.to_string(),
                    file: self.direction.file(),
                    line,
                    step: self.entry.step + 1,
                    tries,
                    source,
                });
            }
            let pause = self.manner.patience.pause(tries);
            (self.progress)(&Progress::Retry {
                tries,
                of: self.manner.patience.tries,
                pause,
            });
            self.session.pause(pause).await;
            self.session.check_lock().await?;
            // What a statement outside of any transaction left behind is in the way of the next try.
            again |= step.mode == Mode::Alone;
            tries += 1;
        }
    }

    /// One step and its journal row. `false`: another migrator has moved on.
    async fn step(&mut self, step: &Step<'_>, again: bool) -> Result<bool, MigrateError> {
        let start = Instant::now();
        match &step.mode {
            Mode::Transaction => self.transaction(step, start, false).await,
            Mode::ForeignKeysOff => self.without_foreign_keys(step, start).await,
            Mode::Alone => self.alone(step, start, again).await,
            Mode::Batches { key, size } => self.batches(step, start, key, *size).await,
        }
    }

    async fn transaction(&mut self, step: &Step<'_>, start: Instant, compare: bool) -> Result<bool, MigrateError> {
        self.session.begin().await?;
        let result = self.transaction_inside(step, start, compare).await;
        self.end(step, result).await
    }

    async fn transaction_inside(
        &mut self,
        step: &Step<'_>,
        start: Instant,
        compare: bool,
    ) -> Result<Option<Entry>, MigrateError> {
        if !self.is_unmoved().await? {
            return Ok(None);
        }
        let before = if compare {
            self.violations().await?
        } else {
            BTreeMap::new()
        };
        if let Err(failure) = self.session.run(step.sql).await {
            return Err(self.step_failed(step, failure));
        }
        if compare {
            let mut violations = Vec::new();
            for (row, count) in self.violations().await? {
                if count > before.get(&row).copied().unwrap_or(0) {
                    violations.push(row);
                }
            }
            if !violations.is_empty() {
                violations.truncate(SHOWN);
                return Err(MigrateError::ForeignKeys {
                    migration: self.migration.to_string(),
                    file: self.direction.file(),
                    line: self.first_line(step),
                    step: self.entry.step + 1,
                    violations,
                });
            }
        }
        let next = self.next_entry(step, start);
        self.write(&next).await?;
        Ok(Some(next))
    }

    /// Rows that point at nothing, each with how often it does.
    async fn violations(&mut self) -> Result<BTreeMap<String, usize>, MigrateError> {
        let found = self.session.foreign_key_violations().await;
        let found = found.map_err(|source| MigrateError::Database {
            doing: "checking foreign keys",
            source,
        })?;
        let mut counted = BTreeMap::new();
        for row in found {
            *counted.entry(row).or_insert(0) += 1;
        }
        Ok(counted)
    }

    async fn without_foreign_keys(&mut self, step: &Step<'_>, start: Instant) -> Result<bool, MigrateError> {
        let switching = |source| MigrateError::Database {
            doing: "switching foreign keys",
            source,
        };
        self.session.enforce_foreign_keys(false).await.map_err(switching)?;
        let result = self.transaction(step, start, true).await;
        self.session.enforce_foreign_keys(true).await.map_err(switching)?;
        result
    }

    async fn alone(&mut self, step: &Step<'_>, start: Instant, again: bool) -> Result<bool, MigrateError> {
        let mut started = self.entry.clone();
        started.state = self.direction.started();
        started.step_hashes.truncate(started.step);
        started.step_hashes.push(step.hash());
        if !self.note(step, started).await? {
            return Ok(false);
        }
        let leftover = if again {
            let found = self.session.leftover(step.sql).await;
            found.map_err(|source| self.failed(self.entry.step + 1, self.first_line(step), source))?
        } else {
            Leftover::Run
        };
        if leftover == Leftover::Run {
            match self.session.run(step.sql).await {
                Err(failure) if !(again && self.session.says_done(step.sql, &failure.error)) => {
                    return Err(self.step_failed(step, failure));
                }
                _ => {}
            }
        }
        let next = self.next_entry(step, start);
        self.note(step, next).await
    }

    async fn batches(
        &mut self,
        step: &Step<'_>,
        start: Instant,
        key: &[&str],
        size: u64,
    ) -> Result<bool, MigrateError> {
        let key = &key.join(", ");
        let mut rows = 0;
        loop {
            self.session.begin().await?;
            let result = self.batch(step, start, size).await;
            let (changed, next) = match result {
                Ok(Some((changed, next))) => (changed, Ok(Some(next))),
                Ok(None) => (0, Ok(None)),
                Err(error) => (0, Err(error)),
            };
            if !self.end(step, next).await? {
                return Ok(false);
            }
            if changed == 0 {
                return Ok(true);
            }
            rows += changed;
            (self.progress)(&Progress::Batch { key, rows });
            self.session.check_lock().await?;
        }
    }

    /// One run of a batch: how many rows it changed, and the journal row after it, which is only another when that is
    /// none.
    async fn batch(
        &mut self,
        step: &Step<'_>,
        start: Instant,
        size: u64,
    ) -> Result<Option<(u64, Entry)>, MigrateError> {
        if !self.is_unmoved().await? {
            return Ok(None);
        }
        let changed = match self.session.changed(step.sql).await {
            Ok(changed) => changed,
            Err(failure) => return Err(self.step_failed(step, failure)),
        };
        if changed > size {
            return Err(MigrateError::BatchSize {
                migration: self.migration.to_string(),
                file: self.direction.file(),
                line: self.first_line(step),
                step: self.entry.step + 1,
                changed,
                size,
            });
        }
        let next = if changed == 0 {
            self.next_entry(step, start)
        } else {
            self.entry.clone()
        };
        self.write(&next).await?;
        Ok(Some((changed, next)))
    }

    /// Writes a row in a transaction of its own.
    async fn note(&mut self, step: &Step<'_>, next: Entry) -> Result<bool, MigrateError> {
        self.session.begin().await?;
        let result = match self.is_unmoved().await {
            Ok(true) => self.write(&next).await.map(|()| Some(next)),
            Ok(false) => Ok(None),
            Err(error) => Err(error),
        };
        self.end(step, result).await
    }

    /// Ends the transaction: with a row, it was written and is committed.
    async fn end(
        &mut self,
        step: &Step<'_>,
        result: Result<Option<Entry>, MigrateError>,
    ) -> Result<bool, MigrateError> {
        match result {
            Ok(Some(next)) => match self.session.commit().await {
                Ok(()) => {
                    self.known = Some(next.clone());
                    self.entry = next;
                    Ok(true)
                }
                Err(source) => {
                    self.session.rollback().await;
                    Err(self.failed(self.entry.step + 1, self.first_line(step), source))
                }
            },
            Ok(None) => {
                self.session.rollback().await;
                Ok(false)
            }
            Err(error) => {
                self.session.rollback().await;
                Err(error)
            }
        }
    }

    /// A file without statements still counts.
    async fn finish_without_steps(&mut self) -> Result<bool, MigrateError> {
        let mut next = self.entry.clone();
        next.state = State::Applied;
        let nothing = Step {
            mode: Mode::Transaction,
            sql: "",
            line: 1,
        };
        self.note(&nothing, next).await
    }

    /// The row after a step.
    fn next_entry(&self, step: &Step<'_>, start: Instant) -> Entry {
        let mut next = self.entry.clone();
        next.step_hashes.truncate(next.step);
        next.step_hashes.push(step.hash());
        next.step += 1;
        next.duration += start.elapsed();
        next.state = if next.step == self.total && self.direction == Direction::Up {
            State::Applied
        } else {
            self.direction.underway()
        };
        next
    }

    /// Writes the row, or removes it when the last step of the way back is done.
    async fn write(&mut self, next: &Entry) -> Result<(), MigrateError> {
        let gone = self.direction == Direction::Down && (next.step == self.total || next.state == State::Applied);
        let sql = if gone {
            journal::delete_sql(self.session, &next.id)
        } else {
            journal::write_sql(self.session, next)
        };
        self.session.run(&sql).await.map_err(|failure| MigrateError::Database {
            doing: "writing the history table",
            source: failure.error,
        })
    }

    /// Whether the row in the database is still the one that was read.
    async fn is_unmoved(&mut self) -> Result<bool, MigrateError> {
        let now = journal::read_one(self.session, self.migration.id).await?;
        Ok(match (&now, &self.known) {
            (None, None) => true,
            (Some(now), Some(known)) => now.is_where(known),
            _ => false,
        })
    }

    fn step_failed(&self, step: &Step<'_>, failure: Failure) -> MigrateError {
        let line = failure
            .offset
            .map_or_else(|| self.first_line(step), |offset| step.line_of(offset));
        self.failed(self.entry.step + 1, line, failure.error)
    }

    fn failed(&self, step: usize, line: usize, source: DatabaseError) -> MigrateError {
        MigrateError::Step {
            migration: self.migration.to_string(),
            file: self.direction.file(),
            line,
            step,
            source: Box::new(source),
        }
    }

    /// The line of a step's first statement.
    fn first_line(&self, step: &Step<'_>) -> usize {
        let found = super::sql_text::statements(step.sql, self.session.dialect());
        step.line_of(found.first().map_or(0, |statement| statement.start))
    }
}

fn describe(row: Vec<Option<String>>) -> String {
    let values = row.into_iter().map(|value| value.unwrap_or_else(|| "NULL".to_owned()));
    values.collect::<Vec<_>>().join(", ")
}
