//! `codegen migrate hash`: takes in migrations that were edited by hand.
//!
//! The history with the edits is run on a scratch database and must end at the snapshot, there and back; only then does
//! `history.lock` take the new hashes. SQLite is tried in a temporary file, PostgreSQL in a database of its own on the
//! server of `SHADOW_DATABASE_URL`.

use serde::Serialize;

use super::super::arguments::Common;
use super::super::environment::scratch_server;
use super::super::exit::{Exit, Failure};
use super::super::generate::explain;
use super::super::interrupt::block_on;
use super::super::output::Output;
use super::prove;
use crate::generate::Project;
use crate::history::{FolderName, History, Migration, MigrationId, Staging};
use crate::schema::Schema;

const REFUSAL: [&str; 2] = [
    "the edited history does not end at the snapshot; nothing was taken in",
    "what a migration makes must stay the same; put other changes into schema.toml and a new migration",
];

#[derive(Debug, Serialize)]
struct Report {
    taken_in: Vec<String>,
}

pub(super) fn run(common: &Common, schema: &Schema, id: Option<&str>, output: Output) -> Result<Exit, Failure> {
    let id: Option<MigrationId> = id.map(str::parse).transpose()?;
    let mut report = Report { taken_in: Vec::new() };
    let mut staging = Staging::new(std::path::absolute(&schema.generate.migrations)?);
    let mut found = id.is_none();
    for &dialect in &schema.database.dialects {
        let folder = std::path::absolute(&schema.generate.migrations)?.join(dialect.as_str());
        let mut history = History::read_edited(&folder)?;
        let edited: Vec<FolderName> = (history.migrations.iter())
            .filter(|migration| Migration::is_edited(migration))
            .map(|migration| migration.folder.clone())
            .collect();
        found |= history
            .migrations
            .iter()
            .any(|migration| Some(migration.folder.id) == id);
        if let Some(other) = edited.iter().find(|folder| id.is_some_and(|id| folder.id != id)) {
            return Err(Failure::refused(format!("{dialect}: {other} was edited too"))
                .help("name no migration, so that all edits are taken in, or undo that one"));
        }
        if edited.is_empty() {
            continue;
        }
        let snapshot = history.snapshot(dialect)?.catalog;
        let server = scratch_server(dialect, None).ok_or_else(|| {
            Failure::refused(
                "a PostgreSQL migration was edited, and there is no server to try it on; nothing was taken in",
            )
            .help("set SHADOW_DATABASE_URL to a server on which databases may be made and dropped")
        })?;
        block_on(prove(&server, &history, &snapshot, REFUSAL))??;
        for folder in &edited {
            history.accept_edit(folder.id, &mut staging)?;
        }
        report
            .taken_in
            .extend(edited.iter().map(|folder| format!("{dialect}/{folder}")));
    }
    if !found {
        let id = id.map(|id| id.to_string()).unwrap_or_default();
        return Err(Failure::refused(format!("there is no migration {id}")));
    }
    if !common.dry_run {
        staging.commit()?;
        // The models embed the hashes.
        let project = Project::read(&common.schema).map_err(explain)?;
        project.embedded_migrations().map_err(explain)?.commit()?;
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
