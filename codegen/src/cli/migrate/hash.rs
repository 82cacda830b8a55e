//! `codegen migrate hash`: takes in migrations that were edited by hand.
//!
//! The history with the edits is run on a scratch database and must end at the snapshot, there and back; only then does
//! `history.lock` take the new hashes. SQLite is tried in a temporary file, PostgreSQL in a database of its own on the
//! server of `SHADOW_DATABASE_URL`.

use serde::Serialize;
use tablesmith::Db;
use tablesmith::migrate::Migrator;

use super::super::arguments::Common;
use super::super::exit::{Exit, Failure};
use super::super::output::Output;
use super::embedded::with_migrations;
use super::failure;
use crate::catalog::Catalog;
use crate::database::{DatabaseError, canonical, differences, in_scratch, introspect};
use crate::dialect::DialectName;
use crate::history::{History, MigrationId, Staging};
use crate::schema::Schema;

#[derive(Debug, Serialize)]
struct Report {
    taken_in: Vec<String>,
}

pub(super) fn run(common: &Common, schema: &Schema, id: Option<&str>, output: &Output) -> Result<Exit, Failure> {
    let id: Option<MigrationId> = id.map(str::parse).transpose()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut report = Report { taken_in: Vec::new() };
    let mut staging = Staging::new(std::path::absolute(&schema.generate.migrations)?);
    let mut found = id.is_none();
    for &dialect in &schema.database.dialects {
        let folder = std::path::absolute(&schema.generate.migrations)?.join(dialect.as_str());
        let mut history = History::read_edited(&folder)?;
        let edited = history.edited();
        found |= history.migrations.iter().any(|migration| Some(migration.folder.id) == id);
        if let Some(other) = edited.iter().find(|folder| id.is_some_and(|id| folder.id != id)) {
            return Err(Failure::refused(format!("{dialect}: {other} was edited too"))
                .help("name no migration, so that all edits are taken in, or undo that one"));
        }
        if edited.is_empty() {
            continue;
        }
        let snapshot = history.snapshot(dialect)?.catalog;
        runtime.block_on(prove(dialect, &history, &snapshot))?;
        history.accept_edits(&mut staging);
        report.taken_in.extend(edited.iter().map(|folder| format!("{dialect}/{folder}")));
    }
    if !found {
        let id = id.map(|id| id.to_string()).unwrap_or_default();
        return Err(Failure::refused(format!("there is no migration {id}")));
    }
    if !common.dry_run {
        staging.commit()?;
    }
    output.json(&report);
    for migration in &report.taken_in {
        output.result(&format!("took in {migration}: the history still ends at the snapshot"));
    }
    if report.taken_in.is_empty() {
        output.result("nothing was edited");
    }
    Ok(Exit::Done)
}

/// Runs the history up, down and up again on a scratch database; it must end at the snapshot both times.
async fn prove(dialect: DialectName, history: &History, snapshot: &Catalog) -> Result<(), Failure> {
    let server = scratch_server(dialect)?;
    let refused = |error: &DatabaseError| Failure::database(error);
    let expected = canonical(&server, snapshot).await.map_err(|error| refused(&error))?.catalog;
    let count = history.migrations.len();
    let proved = in_scratch(&server, dialect, async |db| {
        let up_down_up = with_migrations(dialect, history, async |migrations| {
            let migrator = Migrator::new(migrations);
            migrator.up(db).await.map_err(|error| failure(&error))?;
            compare(db, &expected, "up").await?;
            migrator.down(db, count).await.map_err(|error| failure(&error))?;
            migrator.up(db).await.map_err(|error| failure(&error))?;
            compare(db, &expected, "down and up again").await
        });
        Ok(up_down_up.await)
    });
    proved.await.map_err(|error| refused(&error))?
}

/// Where scratch databases are made. SQLite needs no server.
fn scratch_server(dialect: DialectName) -> Result<String, Failure> {
    match dialect {
        DialectName::Sqlite => Ok("sqlite::memory:".to_owned()),
        DialectName::Postgres => std::env::var("SHADOW_DATABASE_URL").map_err(|_| {
            Failure::refused("a PostgreSQL migration was edited, and there is no server to try it on; nothing was taken in")
                .help("set SHADOW_DATABASE_URL to a server on which databases may be made and dropped")
        }),
    }
}

async fn compare(db: &Db, expected: &Catalog, way: &str) -> Result<(), Failure> {
    let found = introspect(db).await.map_err(|error| Failure::database(&error))?;
    let found = differences(&found.catalog, expected);
    if found.is_empty() {
        return Ok(());
    }
    let mut failure =
        Failure::refused(format!("the edited history, run {way}, does not end at the snapshot; nothing was taken in"));
    for difference in found {
        failure.message.push_str(&format!("\n  {difference}"));
    }
    Err(failure.help("what a migration makes must stay the same; put other changes into schema.toml and a new migration"))
}
