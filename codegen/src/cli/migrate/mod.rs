//! `codegen migrate`: applies the history to a database, takes it back, says how far it is, takes in edits by hand.

mod baseline;
mod hash;
mod repair;

use std::path::Path;
use std::time::Duration;

use serde::Serialize;
use tablesmith::migrate::{MigrateError, Migration, Migrations, Migrator, Moved, Progress, Ran, Report, Standing};
use tablesmith::{Db, Dialect};

use super::arguments::{Common, Locks, Migrate, Target};
use super::diff::refused;
use super::environment;
use super::exit::{Exit, Failure};
use super::generate::{REWRITE, allowed};
use super::interrupt::block_on;
use super::output::Output;
use crate::catalog::Catalog;
use crate::database::{ReplayError, replay, with_migrations};
use crate::dialect::DialectName;
use crate::history::History;
use crate::schema::{self, Schema};

/// What `up` and `down` print as JSON.
#[derive(Debug, Serialize)]
struct RanReport {
    database: &'static str,
    dry_run: bool,
    migrations: Vec<RanMigration>,
    /// Noted without being run.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    recorded: Vec<RanMigration>,
}

#[derive(Debug, Serialize)]
struct RanMigration {
    id: String,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    milliseconds: Option<u128>,
}

/// What `to` and `redo` print as JSON.
#[derive(Debug, Serialize)]
struct MovedReport {
    database: &'static str,
    taken_back: Vec<RanMigration>,
    applied: Vec<RanMigration>,
}

impl RanMigration {
    fn new(ran: &Ran) -> Self {
        Self {
            id: ran.id.clone(),
            name: ran.name.clone(),
            milliseconds: Some(ran.duration.as_millis()),
        }
    }
}

/// A line of `status` as JSON.
#[derive(Debug, Serialize)]
struct StatusReport {
    id: String,
    name: String,
    state: String,
    applied_at: Option<String>,
    by: Option<String>,
}

pub(super) fn run(common: &Common, command: &Migrate, output: Output) -> Result<Exit, Failure> {
    let schema = read_schema(&common.schema)?;
    let folder = common.schema.parent().unwrap_or(Path::new("."));
    environment::read_dotenv(folder)?;
    match command {
        Migrate::Hash { id } => hash::run(common, &schema, id.as_deref(), output),
        Migrate::Up { target, locks, count } => on_database(&schema, target, async |db, migrations| {
            up(common, db, migrations, locks, *count, output).await
        }),
        Migrate::Down { target, locks, count } => on_database(&schema, target, async |db, migrations| {
            down(common, db, migrations, locks, *count, output).await
        }),
        Migrate::To { target, locks, id } => on_database(&schema, target, async |db, migrations| {
            to(common, db, migrations, locks, id, output).await
        }),
        Migrate::Redo { target, locks, count } => on_database(&schema, target, async |db, migrations| {
            redo(common, db, migrations, locks, *count, output).await
        }),
        Migrate::Baseline { target, id, no_verify } => {
            baseline::run(common, &schema, target, id.as_deref(), *no_verify, output)
        }
        Migrate::Repair { target, no_verify } => repair::run(common, &schema, target, *no_verify, output),
        Migrate::Status { target, exit_code } => on_database(&schema, target, async |db, migrations| {
            status(db, migrations, *exit_code, output).await
        }),
    }
}

fn read_schema(file: &Path) -> Result<Schema, Failure> {
    let loaded = schema::load(file);
    let (diagnostics, sources) = (loaded.diagnostics, loaded.sources);
    loaded
        .schema
        .ok_or_else(|| super::generate::explain(crate::generate::Refusal::Diagnostics { diagnostics, sources }))
}

/// Connects, reads the history for that kind of database, and runs a command with both.
fn on_database(
    schema: &Schema,
    target: &Target,
    command: impl AsyncFnOnce(&Db, &Migrations<'_>) -> Result<Exit, Failure>,
) -> Result<Exit, Failure> {
    let database = environment::database_url(schema, target)?;
    block_on(async {
        let db = Db::connect(&database.url)
            .await
            .map_err(|error| connection(&error, &database.origin))?;
        let dialect = dialect_of(&db);
        if !schema.database.dialects.contains(&dialect) {
            let known: Vec<_> = schema.database.dialects.iter().map(|known| known.title()).collect();
            return Err(Failure::refused(format!(
                "{} is a {} database, and the schema is for {}",
                database.origin,
                dialect.title(),
                known.join(" and ")
            )));
        }
        let history = History::read(schema.generate.migrations.join(dialect.as_str()))?;
        let result = with_migrations(dialect, &history, async |migrations| command(&db, migrations).await).await;
        db.close().await;
        result
    })?
}

fn dialect_of(db: &Db) -> DialectName {
    match db.dialect() {
        Dialect::Postgres => DialectName::Postgres,
        Dialect::Sqlite => DialectName::Sqlite,
    }
}

/// A URL that is no URL is wrong input; a server that does not answer is the database saying no.
pub(super) fn connection(error: &tablesmith::Error, origin: &str) -> Failure {
    let mut failure = Failure::database(error);
    if matches!(error, tablesmith::Error::Configuration(_)) {
        failure.exit = Exit::Refused;
    }
    failure.help(format!("the URL came from {origin}"))
}

async fn up(
    common: &Common,
    db: &Db,
    migrations: &Migrations<'_>,
    locks: &Locks,
    count: Option<usize>,
    output: Output,
) -> Result<Exit, Failure> {
    if common.dry_run {
        return pending(db, migrations, count, output).await;
    }
    let migrator = migrator(migrations, locks, output)?;
    let report = match count {
        Some(count) => migrator.up_by(db, count).await,
        None => migrator.up(db).await,
    };
    finish(db, "applied", report, output)
}

async fn down(
    common: &Common,
    db: &Db,
    migrations: &Migrations<'_>,
    locks: &Locks,
    count: usize,
    output: Output,
) -> Result<Exit, Failure> {
    let migrator = migrator(migrations, locks, output)?;
    if common.dry_run {
        let applied = migrator.status(db).await.map_err(|error| failure(&error))?;
        let applied = applied
            .iter()
            .rev()
            .filter(|status| status.state == Standing::Applied)
            .take(count);
        let ids: Vec<_> = applied.map(|status| (status.id.clone(), status.name.clone())).collect();
        show(
            db,
            migrations,
            &ids,
            |migration| migration.down,
            "would take back",
            output,
        );
        return Ok(Exit::Done);
    }
    finish(db, "took back", migrator.down(db, count).await, output)
}

async fn to(
    common: &Common,
    db: &Db,
    migrations: &Migrations<'_>,
    locks: &Locks,
    id: &str,
    output: Output,
) -> Result<Exit, Failure> {
    let migrator = migrator(migrations, locks, output)?;
    if !common.dry_run {
        return moved(db, migrator.to(db, id).await, output);
    }
    let status = migrator.status(db).await.map_err(|error| failure(&error))?;
    let all = migrations.postgres.or(migrations.sqlite).unwrap_or_default();
    let position = |wanted: &str| all.iter().position(|one| one.id == wanted || one.to_string() == wanted);
    let Some(target) = position(id) else {
        return Err(failure(&MigrateError::NoSuchMigration(id.to_owned())));
    };
    let ids = |forth: bool| -> Vec<(String, String)> {
        let concerned = status.iter().filter(|status| {
            let later = position(&status.id).is_some_and(|position| position > target);
            later != forth && forth == matches!(status.state, Standing::Pending | Standing::HalfApplied { .. })
        });
        concerned
            .map(|status| (status.id.clone(), status.name.clone()))
            .collect()
    };
    let mut back = ids(false);
    back.retain(|(id, _)| status.iter().any(|status| status.id == *id && status.run.is_some()));
    back.reverse();
    let forth = ids(true);
    if !back.is_empty() || forth.is_empty() {
        show(
            db,
            migrations,
            &back,
            |migration| migration.down,
            "would take back",
            output,
        );
    }
    if !forth.is_empty() {
        show(db, migrations, &forth, |migration| migration.up, "would apply", output);
    }
    Ok(Exit::Done)
}

async fn redo(
    common: &Common,
    db: &Db,
    migrations: &Migrations<'_>,
    locks: &Locks,
    count: usize,
    output: Output,
) -> Result<Exit, Failure> {
    if common.dry_run {
        return down(common, db, migrations, locks, count, output).await;
    }
    let migrator = migrator(migrations, locks, output)?;
    moved(db, migrator.redo(db, count).await, output)
}

/// What went back and forth, as one report.
fn moved(db: &Db, moved: Result<Moved, MigrateError>, output: Output) -> Result<Exit, Failure> {
    let Moved { back, forth, .. } = moved.map_err(|error| failure(&error))?;
    output.json(&MovedReport {
        database: dialect_of(db).as_str(),
        taken_back: back.migrations.iter().map(RanMigration::new).collect(),
        applied: forth.migrations.iter().map(RanMigration::new).collect(),
    });
    say_recorded(&back, output);
    say_recorded(&forth, output);
    say_ran("took back", &back, output);
    say_ran("applied", &forth, output);
    if back.migrations.is_empty() && forth.migrations.is_empty() {
        output.result("nothing to do");
    }
    Ok(Exit::Done)
}

/// Runs the history up, down and up again on a scratch database of a server; it must end at the snapshot, or `refusal` (a
/// message and a line of help) says that it does not.
pub(super) async fn prove(
    server: &str,
    history: &History,
    snapshot: &Catalog,
    refusal: [&str; 2],
) -> Result<(), Failure> {
    let comparison = match replay(server, history, history.migrations.len(), snapshot).await {
        Ok(comparison) => comparison,
        Err(ReplayError::Migrate(error)) => return Err(failure(&error)),
        Err(ReplayError::Database(error)) => return Err(refused(&error)),
    };
    if comparison.is_equal() {
        return Ok(());
    }
    let [message, help] = refusal;
    let mut failure = Failure::refused(message);
    for difference in comparison.differences {
        failure.message.push_str(&format!("\n  {difference}"));
    }
    Err(failure.help(help))
}

fn migrator<'a>(migrations: &Migrations<'a>, locks: &Locks, output: Output) -> Result<Migrator<'a>, Failure> {
    let migrator = Migrator::new(migrations)
        .table_locks(
            Duration::from_millis(locks.patience.lock_wait),
            locks.patience.lock_tries,
        )
        .on_progress(move |progress| say(progress, output));
    let allowed = allowed(&locks.allow, &[REWRITE])?;
    Ok(allowed.into_iter().fold(migrator, Migrator::allow))
}

async fn pending(db: &Db, migrations: &Migrations<'_>, count: Option<usize>, output: Output) -> Result<Exit, Failure> {
    let status = Migrator::new(migrations)
        .status(db)
        .await
        .map_err(|error| failure(&error))?;
    let pending = status
        .iter()
        .filter(|status| matches!(status.state, Standing::Pending | Standing::HalfApplied { .. }));
    let ids: Vec<_> = pending
        .take(count.unwrap_or(usize::MAX))
        .map(|status| (status.id.clone(), status.name.clone()))
        .collect();
    show(db, migrations, &ids, |migration| migration.up, "would apply", output);
    Ok(Exit::Done)
}

/// Prints what a dry run would do, with the SQL.
fn show(
    db: &Db,
    migrations: &Migrations<'_>,
    ids: &[(String, String)],
    sql: impl for<'a> Fn(&Migration<'a>) -> &'a str,
    verb: &str,
    output: Output,
) {
    output.json(&RanReport {
        database: dialect_of(db).as_str(),
        dry_run: true,
        migrations: (ids.iter())
            .map(|(id, name)| RanMigration {
                id: id.clone(),
                name: name.clone(),
                milliseconds: None,
            })
            .collect(),
        recorded: Vec::new(),
    });
    if ids.is_empty() {
        output.result("nothing to do");
    }
    for (id, name) in ids {
        output.result(&format!("{verb} {id}_{name}"));
        let all = migrations.postgres.or(migrations.sqlite).unwrap_or_default();
        if let Some(migration) = all.iter().find(|migration| migration.id == id) {
            output.result(&format!("\n{}", sql(migration)));
        }
    }
}

fn finish(db: &Db, verb: &str, report: Result<Report, MigrateError>, output: Output) -> Result<Exit, Failure> {
    let report = report.map_err(|error| failure(&error))?;
    output.json(&RanReport {
        database: dialect_of(db).as_str(),
        dry_run: false,
        migrations: report.migrations.iter().map(RanMigration::new).collect(),
        recorded: report.recorded.iter().map(RanMigration::new).collect(),
    });
    say_recorded(&report, output);
    say_ran(verb, &report, output);
    if report.migrations.is_empty() && report.recorded.is_empty() {
        output.result("nothing to do");
    }
    Ok(Exit::Done)
}

fn say_ran(verb: &str, report: &Report, output: Output) {
    for ran in &report.migrations {
        let milliseconds = ran.duration.as_millis();
        output.result(&format!("{verb} {}_{} ({milliseconds} ms)", ran.id, ran.name));
    }
}

fn say_recorded(report: &Report, output: Output) {
    for ran in &report.recorded {
        output.result(&format!("noted {}_{} as applied", ran.id, ran.name));
    }
}

async fn status(db: &Db, migrations: &Migrations<'_>, exit_code: bool, output: Output) -> Result<Exit, Failure> {
    let status = Migrator::new(migrations)
        .status(db)
        .await
        .map_err(|error| failure(&error))?;
    let report: Vec<_> = status
        .iter()
        .map(|status| StatusReport {
            id: status.id.clone(),
            name: status.name.clone(),
            state: status.state.to_string(),
            applied_at: status.run.as_ref().map(|run| run.at.clone()),
            by: status.run.as_ref().map(|run| run.by.clone()),
        })
        .collect();
    output.json(&report);
    for line in &report {
        let when = line
            .applied_at
            .as_deref()
            .map(|at| format!("  {at}"))
            .unwrap_or_default();
        output.result(&format!("{}_{}  {}{when}", line.id, line.name, line.state));
    }
    if report.is_empty() {
        output.result("no migrations");
    }
    let all_applied = status.iter().all(|status| status.state == Standing::Applied);
    Ok(if exit_code && !all_applied {
        Exit::Differs
    } else {
        Exit::Done
    })
}

pub(super) fn failure(error: &MigrateError) -> Failure {
    let mut failure = Failure::database(error);
    if !error.is_database() {
        failure.exit = Exit::Refused;
    }
    if error.is_lost() {
        failure = failure.help("see that the server runs and answers, and run again: it goes on where it stopped");
    }
    failure
}

pub(super) fn say(progress: &Progress<'_>, output: Output) {
    match progress {
        Progress::Waiting { waited } if waited.as_secs() > 0 => {
            output.say(&format!("waiting for another migrator: {} s", waited.as_secs()));
        }
        Progress::Migration { id, name } => output.detail(&format!("{id}_{name}")),
        Progress::Step { step, of, again } => {
            let again = if *again { ", again" } else { "" };
            output.detail(&format!("  step {step} of {of}{again}"));
        }
        Progress::Retry { tries, of, pause } => output.say(&format!(
            "a table is locked by something else; trying again in {:.1} s ({tries} of {of} tries)",
            pause.as_secs_f64()
        )),
        Progress::Batch { key, rows } => output.detail(&format!("  {rows} rows along {key}")),
        _ => {}
    }
}
