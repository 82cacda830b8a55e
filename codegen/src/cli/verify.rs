//! `codegen verify`: replays the history of each dialect on a throwaway database.

use serde::Serialize;

use super::arguments::{Common, Verify};
use super::diff::refused;
use super::exit::{Exit, Failure};
use super::generate::explain;
use super::interrupt::block_on;
use super::output::Output;
use super::proof::{self, ProofReport, counted};
use crate::catalog::Pair;
use crate::database::{self, Proof, ProofFailure, VerifyError};
use crate::dialect::{self, DialectName, Lowered};
use crate::diff::{self, Decisions};
use crate::generate::Refusal;
use crate::history::{History, SnapshotError};
use crate::schema::{self, Schema};

#[derive(Debug, Serialize)]
struct Report {
    dialects: Vec<DialectReport>,
}

/// What was found about one history.
#[derive(Debug, Serialize)]
struct DialectReport {
    dialect: &'static str,
    migrations: usize,
    proof: ProofReport,
    /// What is not as it should be, a line each.
    differences: Vec<String>,
}

pub(super) fn run(common: &Common, arguments: &Verify, output: Output) -> Result<Exit, Failure> {
    let loaded = schema::load(&common.schema);
    let mut diagnostics = loaded.diagnostics;
    let Some(schema) = loaded.schema else {
        let sources = loaded.sources;
        return Err(explain(Refusal::Diagnostics { diagnostics, sources }));
    };
    let mut lowered = Vec::new();
    for &name in &schema.database.dialects {
        lowered.push((name, dialect::lower(&schema, name, &mut diagnostics)));
    }
    if diagnostics.has_errors() {
        let sources = loaded.sources;
        return Err(explain(Refusal::Diagnostics { diagnostics, sources }));
    }
    output.warnings(&diagnostics, &loaded.sources);

    let shadow = proof::shadow(&common.schema)?;
    let mut report = Report { dialects: Vec::new() };
    for (name, lowered) in &lowered {
        let history = read(&schema, *name)?;
        let replay = replay(*name, &history, shadow.as_deref(), arguments.prove);
        let (proof, mut differences) = block_on(replay)??;
        differences.extend(settled(*name, &history, lowered)?);
        report.dialects.push(DialectReport {
            dialect: name.as_str(),
            migrations: history.migrations.len(),
            proof,
            differences,
        });
    }
    output.json(&report);
    for found in &report.dialects {
        output.result(&text(found));
    }
    let differs = report.dialects.iter().any(|found| !found.differences.is_empty());
    Ok(if differs { Exit::Differs } else { Exit::Done })
}

/// The history as it is, edits by hand included: what they do is what is asked.
fn read(schema: &Schema, dialect: DialectName) -> Result<History, Failure> {
    let migrations = std::path::absolute(&schema.generate.migrations)?;
    Ok(History::read_edited(migrations.join(dialect.as_str()))?)
}

/// Whether files, snapshot and schema say the same.
fn settled(dialect: DialectName, history: &History, lowered: &Lowered) -> Result<Vec<String>, Failure> {
    let mut differences: Vec<_> = (history.edited().iter())
        .map(|folder| {
            format!(
                "{folder} was edited and not taken in: undo that, or `codegen migrate hash {}`",
                folder.id
            )
        })
        .collect();
    if let Err(error @ (SnapshotError::Apply { .. } | SnapshotError::Diverged(_))) = history.rebuild(dialect) {
        differences.push(error.to_string());
        return Ok(differences);
    }
    let snapshot = history.snapshot(dialect)?;
    let mut pair = Pair {
        previous: &snapshot.catalog,
        next: &lowered.catalog,
    };
    let open = match diff::keep_open(pair) {
        Ok(open) => open,
        Err(problems) => {
            differences.extend(
                problems
                    .iter()
                    .map(|problem| format!("schema.toml is ahead of the history: {problem}")),
            );
            return Ok(differences);
        }
    };
    if let Some(open) = &open {
        pair.next = open;
    }
    let hints = lowered.hints.clone().without(&snapshot.used_hints);
    match diff::diff(pair, &hints, &Decisions::default()) {
        Ok(found) => {
            let ahead = diff::summary(&found.changes).into_iter();
            differences.extend(ahead.map(|change| format!("schema.toml is ahead of the history: {change}")));
        }
        Err(_) => differences.push("schema.toml is ahead of the history: something was renamed or dropped".to_owned()),
    }
    Ok(differences)
}

/// Runs it, where there is a place for it.
async fn replay(
    dialect: DialectName,
    history: &History,
    shadow: Option<&str>,
    start: bool,
) -> Result<(ProofReport, Vec<String>), Failure> {
    let place = match proof::place(dialect, shadow, start).await? {
        Ok(place) => place,
        Err(why) => return Ok((ProofReport::skipped(None, why), Vec::new())),
    };
    let Proof {
        tables,
        rows,
        notes,
        failure,
    } = database::verify(&place, dialect, history)
        .await
        .map_err(|error| match error {
            VerifyError::Snapshot(error) => Failure::from(error),
            VerifyError::Database(error) => refused(&error),
        })?;
    let mut report = ProofReport {
        proved: failure.is_none(),
        on: Some(place.to_string()),
        tables,
        rows,
        notes,
        skipped: None,
    };
    let differences = match failure {
        None => Vec::new(),
        Some(ProofFailure::Untried(why)) => {
            report.skipped = Some(why);
            Vec::new()
        }
        Some(ProofFailure::Wrong { what, details }) => [what].into_iter().chain(details).collect(),
    };
    Ok((report, differences))
}

fn text(found: &DialectReport) -> String {
    let DialectReport {
        dialect,
        migrations,
        proof,
        differences,
    } = found;
    let on = proof.on.as_deref().map(|on| format!(" on {on}")).unwrap_or_default();
    let counted = counted(proof.tables, proof.rows);
    let migrations = match migrations {
        1 => "1 migration".to_owned(),
        _ => format!("{migrations} migrations"),
    };
    let mut text = match &proof.skipped {
        Some(why) => format!("{dialect}: not verified{on}: {why}"),
        None if proof.proved && differences.is_empty() => format!("{dialect}: {migrations} verified{on}: {counted}"),
        None => format!("{dialect}: {migrations} run{on}, and something differs"),
    };
    for difference in differences {
        text.push_str(&format!("\n  {}", difference.replace('\n', "\n  ")));
    }
    for note in &proof.notes {
        text.push_str(&format!("\n  note: {note}"));
    }
    text
}
