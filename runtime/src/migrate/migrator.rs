//! The migrator: what applications and the command line call.

use std::fmt;
use std::time::{Duration, Instant};

use super::Dialect;
use super::error::MigrateError;
use super::folded::{self, Fold, Record};
use super::journal::{self, Entry, State};
use super::locks::Patience;
use super::migration::{Migration, Migrations, checksum};
use super::plan::{self, Target};
use super::report::{Progress, Ran, Report, Run as RunOf, Standing, Status};
use super::run::{Direction, Manner, Outcome, Run};
use super::script::Script;
use super::session::Session;

/// Applies migrations, takes them back, says where each stands.
///
/// Safe when many run at once: one works, the others wait and then find nothing to do.
///
/// ```
/// use tablesmith::Db;
/// use tablesmith::migrate::{Migration, Migrations, Migrator, checksum};
///
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// // Generated code has these as a static.
/// let (up, down) = ("create table tag (id integer primary key);", "drop table tag;");
/// let hash = checksum(up, down);
/// let list = [Migration {
///     id: "20261121T093000",
///     name: "add_tags",
///     parent: None,
///     up,
///     down,
///     hash: &hash,
///     footprint: None,
///     replaces: &[],
/// }];
/// let migrations = Migrations { sqlite: Some(&list), postgres: None };
///
/// let db = Db::connect("sqlite::memory:").await?;
/// let migrator = Migrator::new(&migrations);
/// assert_eq!(migrator.up(&db).await?.migrations.len(), 1);
/// assert_eq!(migrator.up(&db).await?.migrations.len(), 0);
/// assert_eq!(migrator.status(&db).await?[0].state.to_string(), "applied");
/// # Ok::<(), tablesmith::Error>(()) }).unwrap();
/// ```
pub struct Migrator<'a> {
    migrations: Migrations<'a>,
    lock_timeout: Duration,
    manner: Manner,
    progress: Box<dyn Fn(&Progress<'_>) + Send + Sync + 'a>,
}

impl fmt::Debug for Migrator<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Migrator")
            .field("migrations", &self.migrations)
            .field("lock_timeout", &self.lock_timeout)
            .field("manner", &self.manner)
            .finish_non_exhaustive()
    }
}

/// What a run is asked to do.
#[derive(Debug, Clone, Copy)]
pub(super) enum Request<'t> {
    Up(Target<'t>),
    Down(usize),
    /// Back to this one, which stays.
    DownTo(&'t str),
    /// Noting as applied what the database has already, up to this one, or all.
    Baseline(Option<&'t str>),
    /// Noting the present text of what was applied with another.
    Repair,
}

/// What is to be done.
struct Work<'a> {
    /// What the database has, to be noted.
    records: Vec<Record>,
    /// What is to be run.
    pending: Vec<plan::Pending<'a>>,
}

impl Request<'_> {
    fn direction(self) -> Direction {
        match self {
            Self::Up(_) | Self::Baseline(_) | Self::Repair => Direction::Up,
            Self::Down(_) | Self::DownTo(_) => Direction::Down,
        }
    }

    fn plan<'a>(self, migrations: &[Migration<'a>], entries: &[Entry]) -> Result<Work<'a>, MigrateError> {
        let folded::Recognised { entries, mut records } = folded::recognise(migrations, entries)?;
        let pending = match self {
            Self::Up(target) => plan::up(migrations, &entries, target)?,
            Self::Down(count) => plan::down(migrations, &entries, count)?,
            Self::DownTo(id) => plan::down_to(migrations, &entries, id)?,
            Self::Baseline(last) => {
                let had = plan::baseline(migrations, &entries, last)?;
                records.extend(had.into_iter().map(|migration| Record::new(&migration, &[])));
                Vec::new()
            }
            Self::Repair => {
                let edited = plan::edited(migrations, &entries)?;
                let edited = edited.into_iter();
                records.extend(edited.map(|(migration, row)| Record::new(migration, &[row])));
                Vec::new()
            }
        };
        Ok(Work { records, pending })
    }
}

impl<'a> Migrator<'a> {
    /// A migrator of these migrations.
    pub fn new(migrations: &Migrations<'a>) -> Self {
        Self {
            migrations: *migrations,
            lock_timeout: Duration::from_secs(60),
            manner: Manner::default(),
            progress: Box::new(|_| {}),
        }
    }

    /// How long to wait for another migrator to finish: a minute, unless said otherwise.
    #[must_use]
    pub fn lock_timeout(mut self, limit: Duration) -> Self {
        self.lock_timeout = limit;
        self
    }

    /// How long a statement waits for a lock on a table, and how often it is tried, with growing pauses between: a tenth
    /// of a second and sixty times (some minutes in all), unless said otherwise. While it waits, everybody who comes to
    /// the table waits behind it. Nothing on SQLite, where the URL says how long to wait.
    ///
    /// ```
    /// use std::time::Duration;
    /// use tablesmith::migrate::{Migrations, Migrator};
    ///
    /// let migrations = Migrations { postgres: Some(&[]), sqlite: None };
    /// let migrator = Migrator::new(&migrations).table_locks(Duration::from_millis(50), 200);
    /// ```
    #[must_use]
    pub fn table_locks(mut self, wait: Duration, tries: u32) -> Self {
        self.manner.patience = Patience { wait, tries };
        self
    }

    /// Passes over the check that says that this allows it, as `rewrite:user.age`: the check is for those who have not
    /// thought of what it looks for.
    ///
    /// ```
    /// use tablesmith::migrate::{Migrations, Migrator};
    ///
    /// let migrations = Migrations { postgres: Some(&[]), sqlite: None };
    /// let migrator = Migrator::new(&migrations).allow("rewrite:user.age");
    /// ```
    #[must_use]
    pub fn allow(mut self, name: impl Into<String>) -> Self {
        self.manner.allowed.insert(name.into());
        self
    }

    /// Whom to tell what is going on.
    #[must_use]
    pub fn on_progress(mut self, progress: impl Fn(&Progress<'_>) + Send + Sync + 'a) -> Self {
        self.progress = Box::new(progress);
        self
    }

    pub(super) fn of(&self, dialect: Dialect) -> Result<&'a [Migration<'a>], MigrateError> {
        let found = match dialect {
            Dialect::Postgres => self.migrations.postgres,
            Dialect::Sqlite => self.migrations.sqlite,
        };
        found.ok_or(MigrateError::NoMigrations(dialect))
    }

    /// Runs on a session, under the lock.
    pub(super) async fn run(&self, session: &mut impl Session, request: Request<'_>) -> Result<Report, MigrateError> {
        let start = Instant::now();
        let migrations = self.of(session.dialect())?;
        let mut report = Report::default();
        // Usually there is nothing to do, and then nobody needs the lock. What is wrong is looked at again under it:
        // another migrator may be in the middle of something.
        let entries = journal::read(session).await?;
        let before = request.plan(migrations, &entries);
        if (before.as_ref()).is_ok_and(|work| work.pending.is_empty() && work.records.is_empty()) {
            return Ok(report);
        }
        // Two that are told at once to take the last one back, or to apply the next one, mean the same one.
        let counted = matches!(request, Request::Down(_) | Request::Up(Target::Count(_)));
        let meant: Option<Vec<&str>> = before
            .ok()
            .filter(|_| counted)
            .map(|work| work.pending.iter().map(|pending| pending.migration.id).collect());
        let waiting = |waited| (self.progress)(&Progress::Waiting { waited });
        session.lock(self.lock_timeout, &waiting).await?;
        let result = self.locked(session, migrations, request, meant, &mut report).await;
        session.unlock().await;
        result?;
        report.duration = start.elapsed();
        Ok(report)
    }

    async fn locked(
        &self,
        session: &mut impl Session,
        migrations: &'a [Migration<'a>],
        request: Request<'_>,
        meant: Option<Vec<&str>>,
        report: &mut Report,
    ) -> Result<(), MigrateError> {
        journal::create(session).await?;
        let entries = journal::read(session).await?;
        let batch = entries.iter().map(|entry| entry.batch).max().unwrap_or(0) + 1;
        let Work { records, mut pending } = request.plan(migrations, &entries)?;
        if let Some(meant) = meant {
            pending.retain(|pending| meant.contains(&pending.migration.id));
        }
        check_scripts(session.dialect(), request.direction(), &pending)?;
        if !records.is_empty() {
            report.recorded = self.record(session, migrations, request, batch).await?;
        }
        // Where another migrator does some of it meanwhile, the rest of these is to be done, not more.
        let wanted: Vec<_> = pending.iter().map(|pending| pending.migration.id).collect();
        while !pending.is_empty() {
            let mut moved = false;
            for next in pending.drain(..).filter(|next| wanted.contains(&next.migration.id)) {
                let Migration { id, name, .. } = next.migration;
                let run = Run::new(
                    &mut *session,
                    &*self.progress,
                    request.direction(),
                    next,
                    batch,
                    &self.manner,
                );
                match run.run().await? {
                    Outcome::Done(duration) => report.migrations.push(Ran {
                        id: id.to_owned(),
                        name: name.to_owned(),
                        duration,
                    }),
                    Outcome::Moved => {
                        moved = true;
                        break;
                    }
                }
            }
            if moved {
                let entries = journal::read(session).await?;
                pending = request.plan(migrations, &entries)?.pending;
                pending.retain(|pending| wanted.contains(&pending.migration.id));
            }
        }
        Ok(())
    }

    /// Notes what the database has already, all in one transaction; what that is is looked at in it.
    async fn record(
        &self,
        session: &mut impl Session,
        migrations: &'a [Migration<'a>],
        request: Request<'_>,
        batch: u64,
    ) -> Result<Vec<Ran>, MigrateError> {
        session.begin().await?;
        let noted = match journal::read(session).await {
            Ok(entries) => match request.plan(migrations, &entries) {
                Ok(Work { records, .. }) => folded::write(session, records, batch).await,
                Err(error) => Err(error),
            },
            Err(error) => Err(error),
        };
        match noted {
            Ok(noted) => match session.commit().await {
                Ok(()) => Ok(noted),
                Err(source) => {
                    session.rollback().await;
                    Err(MigrateError::Database {
                        doing: "writing the history table",
                        source,
                    })
                }
            },
            Err(error) => {
                session.rollback().await;
                Err(error)
            }
        }
    }

    /// Where each migration stands, in order; then what the database has beyond them.
    pub(super) async fn standings(&self, session: &mut impl Session) -> Result<Vec<Status>, MigrateError> {
        let migrations = self.of(session.dialect())?;
        let entries = journal::read(session).await?;
        let mut found = Vec::with_capacity(migrations.len());
        let mut folded = Vec::new();
        for migration in migrations {
            let (state, entry) = match folded::fold_of(migration, &entries) {
                Fold::Whole { rows } => {
                    let last = rows.last().copied();
                    folded.extend(rows);
                    (Standing::Applied, last)
                }
                Fold::Part { rows, lacks } => {
                    let (has, of) = (rows.len(), rows.len() + lacks.len());
                    folded.extend(rows);
                    (Standing::PartlyFolded { has, of }, None)
                }
                Fold::None => {
                    let entry = entries.iter().find(|entry| entry.id == migration.id);
                    (standing(migration, entry), entry)
                }
            };
            found.push(status(migration.id, migration.name, state, entry));
        }
        let unknown = entries.iter().filter(|entry| {
            migrations.iter().all(|migration| migration.id != entry.id) && folded.iter().all(|known| known != entry)
        });
        found.extend(unknown.map(|entry| status(&entry.id, &entry.name, Standing::Unknown, Some(entry))));
        Ok(found)
    }
}

/// Reads all files before anything is run: a mistake in the last one must not stop a run half-way.
fn check_scripts(dialect: Dialect, direction: Direction, pending: &[plan::Pending<'_>]) -> Result<(), MigrateError> {
    for plan::Pending { migration, .. } in pending {
        let script = direction.script(migration, dialect)?;
        let nothing_back = direction == Direction::Down && script.steps.is_empty();
        if nothing_back && !Direction::Up.script(migration, dialect)?.steps.is_empty() {
            return Err(MigrateError::Irreversible {
                migration: migration.to_string(),
            });
        }
    }
    Ok(())
}

fn status(id: &str, name: &str, state: Standing, entry: Option<&Entry>) -> Status {
    Status {
        id: id.to_owned(),
        name: name.to_owned(),
        state,
        run: entry.map(|entry| RunOf {
            at: entry.applied_at.clone(),
            batch: entry.batch,
            by: entry.applied_by.clone(),
            duration: entry.duration,
        }),
    }
}

fn standing(migration: &Migration<'_>, entry: Option<&Entry>) -> Standing {
    match entry {
        None if checksum(migration.up, migration.down) != migration.hash => Standing::Edited,
        None => Standing::Pending,
        Some(entry) => match entry.state {
            State::Applied if entry.hash != checksum(migration.up, migration.down) => Standing::AppliedEdited,
            State::Applied => Standing::Applied,
            State::Applying | State::Started => Standing::HalfApplied { steps: entry.step },
            State::Reverting | State::RevertStarted => Standing::HalfReverted { steps: entry.step },
        },
    }
}

impl Direction {
    /// A migration's file as steps.
    pub(super) fn script<'m>(self, migration: &Migration<'m>, dialect: Dialect) -> Result<Script<'m>, MigrateError> {
        Script::parse(self.text(migration), dialect).map_err(|source| MigrateError::Script {
            migration: migration.to_string(),
            file: self.file(),
            source,
        })
    }
}
