//! `codegen rebase`: mends a history after a merge of two branches.

use std::collections::BTreeSet;
use std::path::Path;

use jiff::Timestamp;
use serde::Serialize;
use tablesmith::Db;
use tablesmith::migrate::{Migrations, Migrator};

use super::arguments::{Common, Rebase as Arguments};
use super::environment;
use super::exit::{Exit, Failure};
use super::generate::{LOSSES_AND_REWRITES, allowed, explain};
use super::interrupt::block_on;
use super::migrate::{connection, failure};
use super::output::Output;
use crate::diff::Conflict;
use crate::generate::{Allowed, Moved, Project, RebaseError, RebaseOptions};
use crate::history::MigrationId;

/// What `--json` prints.
#[derive(Debug, Serialize)]
struct Report {
    dry_run: bool,
    moved: Vec<MovedReport>,
    taken_in: Vec<String>,
    written: usize,
}

#[derive(Debug, Serialize)]
struct MovedReport {
    dialect: &'static str,
    from: String,
    to: Option<String>,
    by_hand: bool,
    changes: Vec<String>,
    decided_by_schema: Vec<String>,
}

pub(super) fn run(common: &Common, arguments: &Arguments, output: Output) -> Result<Exit, Failure> {
    let project = Project::read_forked(&common.schema).map_err(explain)?;
    output.warnings(&project.diagnostics, &project.sources);
    let options = RebaseOptions {
        now: Timestamp::now(),
        keep: arguments.keep.as_deref().map(str::parse).transpose()?,
        moved: arguments.moved.as_deref().map(str::parse).transpose()?,
        applied: applied(common, arguments, &project)?,
        allowed: Allowed {
            all: arguments.allow_data_loss,
            named: allowed(&arguments.allow, LOSSES_AND_REWRITES)?,
        },
    };
    let rebase = project.rebase(&options).map_err(refusal)?;
    let preview = rebase.staging.preview()?;
    let report = Report {
        dry_run: common.dry_run,
        moved: rebase.moved.iter().map(MovedReport::new).collect(),
        taken_in: (rebase.taken_in.iter())
            .map(|(dialect, folder)| format!("{dialect}/{folder}"))
            .collect(),
        written: preview.written.len(),
    };
    if !common.dry_run {
        rebase.staging.commit()?;
    }
    output.json(&report);
    print(&report, output);
    Ok(Exit::Done)
}

impl MovedReport {
    fn new(moved: &Moved) -> Self {
        let decided = moved
            .decided
            .iter()
            .map(|Conflict { object, ours, theirs }| format!("{object}: {ours} there, {theirs} on the other branch"));
        Self {
            dialect: moved.dialect.as_str(),
            from: moved.from.to_string(),
            to: moved.to.as_ref().map(ToString::to_string),
            by_hand: moved.by_hand,
            changes: moved.summary.clone(),
            decided_by_schema: decided.collect(),
        }
    }
}

fn print(report: &Report, output: Output) {
    let verb = if report.dry_run { "would move" } else { "moved" };
    for folder in &report.taken_in {
        output.result(&format!("took in {folder}, which history.lock did not name"));
    }
    for moved in &report.moved {
        let MovedReport { dialect, from, .. } = moved;
        match &moved.to {
            Some(to) => output.result(&format!("{verb} {dialect}/{from} to {to}")),
            None => output.result(&format!(
                "{verb} {dialect}/{from} away: the other branch does all that it did"
            )),
        }
        if moved.by_hand {
            output.result("  written by hand, and carried over as it was: read it again");
        }
        for change in &moved.changes {
            output.result(&format!("  {change}"));
        }
        for decided in &moved.decided_by_schema {
            output.result(&format!("  as schema.toml says, {decided}"));
        }
    }
    match (report.moved.is_empty(), report.written) {
        (true, 0) => output.result("nothing to rebase"),
        (true, written) => output.result(&format!(
            "{} {written} files; no migration needed to move",
            if report.dry_run { "would write" } else { "wrote" }
        )),
        _ => output.say("run `codegen generate`: it says whether schema.toml asks for more"),
    }
}

/// The migrations that the database at hand has.
fn applied(common: &Common, arguments: &Arguments, project: &Project) -> Result<BTreeSet<MigrationId>, Failure> {
    if arguments.offline {
        return Ok(BTreeSet::new());
    }
    environment::read_dotenv(common.schema.parent().unwrap_or(Path::new(".")))?;
    let Some(database) = environment::database_at_hand(&project.schema, &arguments.target)? else {
        return Ok(BTreeSet::new());
    };
    block_on(async {
        let offline = |failure: Failure| failure.help("to rebase without asking a database: --offline");
        let db = Db::connect(&database.url)
            .await
            .map_err(|error| offline(connection(&error, &database.origin)))?;
        // Of no migrations at all, each that the database has is unknown, and told.
        let nothing = Migrations {
            postgres: Some(&[]),
            sqlite: Some(&[]),
        };
        let found = Migrator::new(&nothing).status(&db).await;
        db.close().await;
        let found = found.map_err(|error| offline(failure(&error)))?;
        Ok(found.iter().filter_map(|status| status.id.parse().ok()).collect())
    })?
}

fn refusal(error: RebaseError) -> Failure {
    let message = error.to_string();
    let help = match error {
        RebaseError::Refusal(refusal) => return explain(refusal),
        RebaseError::NoSuchMigration(_) | RebaseError::NoBranch(_) => {
            "name a migration that only one of the branches has".to_owned()
        }
        RebaseError::Applied(folder) => format!(
            "keep it, so that the other branch moves: `codegen rebase --keep {}`; or take it back first: `codegen migrate down`, \
             from the version of the files before the merge",
            folder.id
        ),
        RebaseError::AllApplied(_) => {
            "take those of one branch back first: `codegen migrate down`, from the version of the \
                                       files before the merge"
                .to_owned()
        }
        RebaseError::Joined(_) => "make the last ones again by hand, from the version before the merge".to_owned(),
        RebaseError::Edited(folder) => format!(
            "keep it, so that the other branch moves: `codegen rebase --keep {}`",
            folder.id
        ),
        RebaseError::Conflicts(_) => "settle it in schema.toml, as it is to be in the end, and run again".to_owned(),
    };
    Failure::refused(message).help(help)
}
