//! `codegen squash`: folds migrations into one.
//!
//! The folded history is run on a scratch database, there and back, and must end where it ended before: SQLite in a
//! temporary file, PostgreSQL on the server of `SHADOW_DATABASE_URL`, where one is set.

use serde::Serialize;

use super::arguments::{Common, Squash as Arguments};
use super::environment::scratch_server;
use super::exit::{Exit, Failure};
use super::generate::explain;
use super::interrupt::block_on;
use super::migrate::prove;
use super::output::Output;
use crate::dialect::DialectName;
use crate::generate::{Fold, Project, SquashError, SquashOptions, SquashRange};

const REFUSAL: [&str; 2] = [
    "the folded history does not end where it did; nothing was folded",
    "what was written by hand may need to run in the middle: leave it out with --to or --last",
];

#[derive(Debug, Serialize)]
struct Report {
    dry_run: bool,
    folds: Vec<FoldReport>,
}

#[derive(Debug, Serialize)]
struct FoldReport {
    dialect: &'static str,
    folder: String,
    replaced: Vec<String>,
    carried: Vec<String>,
    proved: bool,
}

pub(super) fn run(common: &Common, arguments: &Arguments, output: Output) -> Result<Exit, Failure> {
    let project = Project::read(&common.schema).map_err(explain)?;
    output.warnings(&project.diagnostics, &project.sources);
    let range = match (&arguments.to, arguments.last) {
        (Some(id), _) => SquashRange::Through(id.parse()?),
        (None, Some(count)) => SquashRange::Last(count),
        (None, None) => SquashRange::All,
    };
    let options = SquashOptions {
        range,
        name: Some(arguments.name.clone()),
        carry_data_migrations: arguments.carry_data_migrations,
    };
    let squash = project.squash(&options).map_err(refusal)?;

    let mut proved = Vec::new();
    for fold in &squash.folds {
        let side = project.sides.iter().find(|side| side.dialect == fold.dialect);
        if let (Some(side), Some(server)) = (side, scratch_server(fold.dialect, None)) {
            let history = &squash.histories[&fold.dialect];
            block_on(prove(&server, history, &side.snapshot.catalog, REFUSAL))??;
            proved.push(fold.dialect);
        }
    }
    if !common.dry_run {
        squash.staging.commit()?;
    }
    let report = Report {
        dry_run: common.dry_run,
        folds: squash.folds.iter().map(|fold| FoldReport::new(fold, &proved)).collect(),
    };
    output.json(&report);
    print(&report, output);
    Ok(Exit::Done)
}

impl FoldReport {
    fn new(fold: &Fold, proved: &[DialectName]) -> Self {
        let names = |folders: &[crate::history::FolderName]| folders.iter().map(ToString::to_string).collect();
        Self {
            dialect: fold.dialect.as_str(),
            folder: fold.folder.to_string(),
            replaced: names(&fold.replaced),
            carried: names(&fold.carried),
            proved: proved.contains(&fold.dialect),
        }
    }
}

fn print(report: &Report, output: Output) {
    let verb = if report.dry_run { "would fold" } else { "folded" };
    for fold in &report.folds {
        output.result(&format!(
            "{verb} {} {} migrations into {}{}",
            fold.replaced.len(),
            fold.dialect,
            fold.folder,
            if fold.proved {
                ", which ends at the same snapshot"
            } else {
                ""
            },
        ));
        for folder in &fold.replaced {
            output.detail(&format!("  {folder}"));
        }
        for folder in &fold.carried {
            output.result(&format!("  {folder} was written by hand: it runs at the end now"));
        }
        if !fold.proved {
            output.say(&format!(
                "{} was not tried: set SHADOW_DATABASE_URL to a server on which databases may be made and dropped",
                fold.dialect
            ));
        }
    }
    output.say("databases that have only some of these must get the rest from the version before: tag it");
}

fn refusal(error: SquashError) -> Failure {
    let message = error.to_string();
    let help = match error {
        SquashError::Refusal(refusal) => return explain(refusal),
        SquashError::NoSuchMigration(_) => None,
        SquashError::Nothing => Some("fold more: --to with a later migration, or a greater --last"),
        SquashError::ByHand(_) => Some(
            "leave them out with --to or --last, or let them run at the end of the new migration: --carry-data-migrations",
        ),
        SquashError::Edited(_) => Some("leave them out with --to or --last"),
        SquashError::Converts(_) => Some("fold from the first migration on, with --to"),
        SquashError::Branch { .. } => Some("fold further, or less far, with --to"),
    };
    let failure = Failure::refused(message);
    match help {
        Some(help) => failure.help(help),
        None => failure,
    }
}
