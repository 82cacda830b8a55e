//! `codegen check`: is the schema valid, the history in order, everything generated up to date? For CI.

use jiff::Timestamp;
use serde::Serialize;

use super::arguments::Common;
use super::exit::{Exit, Failure};
use super::generate::explain;
use super::output::{Output, shown};
use crate::generate::{Allowed, Options, Project};
use crate::history::Fork;

#[derive(Debug, Serialize)]
struct Report {
    tables: usize,
    migrations: usize,
    pending: Vec<String>,
    outdated: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    merged: Vec<Merged>,
}

/// Two branches that came together and have nothing in common.
#[derive(Debug, Serialize)]
struct Merged {
    dialect: &'static str,
    parent: Option<String>,
    first: String,
    second: String,
}

pub(super) fn run(common: &Common, output: Output) -> Result<Exit, Failure> {
    let project = Project::read(&common.schema).map_err(explain)?;
    output.warnings(&project.diagnostics, &project.sources);
    // What a migration would lose is asked when it is generated; here it only counts that there is one to generate.
    let options = Options {
        now: Timestamp::now(),
        allowed: Allowed {
            all: true,
            ..Allowed::default()
        },
        ..Options::default()
    };
    let proposal = project.propose(&options).map_err(explain)?;
    let preview = proposal.staging.preview()?;

    let pending = proposal
        .migrations
        .iter()
        .map(|migration| format!("{}: {}", migration.dialect, migration.summary.join(", ")));
    let here = std::env::current_dir().unwrap_or_default();
    let mut merged = Vec::new();
    for side in &project.sides {
        for fork in side.history.open_forks()? {
            merged.push((side.dialect.as_str(), fork));
        }
    }
    let report = Report {
        tables: project.schema.tables.len(),
        migrations: project
            .sides
            .iter()
            .map(|side| side.history.migrations.len())
            .max()
            .unwrap_or_default(),
        pending: pending.collect(),
        outdated: preview
            .written
            .iter()
            .chain(&preview.removed)
            .map(|path| shown(&here, path))
            .collect(),
        merged: (merged.iter())
            .map(|(dialect, fork)| Merged {
                dialect,
                parent: fork.parent.map(|parent| parent.to_string()),
                first: fork.first.to_string(),
                second: fork.second.to_string(),
            })
            .collect(),
    };
    output.json(&report);
    for (dialect, fork) in &merged {
        output.result(&describe(dialect, fork));
    }
    for pending in &report.pending {
        output.result(&format!("not generated yet, {pending}"));
    }
    if report.outdated.is_empty() {
        output.result(&format!(
            "in order: {} tables, {} migrations",
            report.tables, report.migrations
        ));
        return Ok(Exit::Done);
    }
    for path in &report.outdated {
        output.result(&format!("not up to date: {path}"));
    }
    output.say("run `codegen generate` to bring it up to date");
    Ok(Exit::Differs)
}

/// That two branches came together, what each of them touches, and that nothing is to be done.
fn describe(dialect: &str, fork: &Fork) -> String {
    let after = (fork.parent).map_or_else(|| "from the beginning".to_owned(), |parent| format!("after {parent}"));
    let mut text = format!("{dialect}: two branches came together {after}, and have nothing in common:");
    for (folder, touches) in [(&fork.first, &fork.first_touches), (&fork.second, &fork.second_touches)] {
        if let Some(touches) = touches {
            text.push_str(&format!("\n  {folder} changes {touches}"));
        }
    }
    text
}
