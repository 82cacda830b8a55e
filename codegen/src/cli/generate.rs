//! `codegen generate`: schema.toml → one migration per dialect, and the models.

use std::collections::BTreeSet;
use std::mem::ManuallyDrop;
use std::path::Path;
use std::thread;

use jiff::Timestamp;
use serde::Serialize;

use super::arguments::{Common, Generate};
use super::exit::{Exit, Failure};
use super::output::{Output, shown};
use super::proof::{self, ProofReport};
use super::rename::{self, source, target};
use super::unchanged;
use crate::diagnostic::{self, Style};
use crate::diff::{Ambiguity, Decisions};
use crate::generate::{
    Allowed, Open, Options, Phase, Project, Proposal, ProposedMigration, Refusal, Summary, loss_name,
};
use crate::history::Staging;
use crate::lint::report::{Linted, text};

/// What `--json` prints.
#[derive(Debug, Default, Serialize)]
struct Report {
    changed: bool,
    dry_run: bool,
    migrations: Vec<MigrationReport>,
    /// Columns that stand beside what takes their place.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    open: Vec<Open>,
    written: Vec<String>,
    removed: Vec<String>,
}

#[derive(Debug, Serialize)]
struct MigrationReport {
    dialect: &'static str,
    folder: String,
    changes: Vec<String>,
    losses: Vec<String>,
    /// Columns for which a table is written anew while nobody reads or writes it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    rewrites: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    proof: Option<ProofReport>,
    /// What each statement means for those who use the database.
    statements: StatementsReport,
    up: String,
    down: String,
}

#[derive(Debug, Serialize)]
struct StatementsReport {
    up: Vec<Summary>,
    down: Vec<Summary>,
}

pub(super) fn run(common: &Common, arguments: &Generate, output: Output) -> Result<Exit, Failure> {
    let mut options = options(arguments)?;
    // A check looks at everything; so does a run that is to write something in any case.
    let is_plain = !arguments.empty && !arguments.phased && !arguments.contract;
    let cached = !arguments.check && is_plain && !common.dry_run;
    if cached && unchanged::is_known(&common.schema) {
        nothing_changed(&Report::default(), output);
        return Ok(Exit::Done);
    }
    // The process ends after this: what it holds goes as a whole, sooner than piece by piece.
    let project = ManuallyDrop::new(Project::read(&common.schema).map_err(explain)?);
    output.warnings(&project.diagnostics, &project.sources);
    let mut proposal = ManuallyDrop::new(propose(&project, &mut options, output)?);
    let preview = proposal.staging.preview()?;

    let mut report = report(&proposal, common.dry_run || arguments.check);
    let here = std::env::current_dir().unwrap_or_default();
    report.written = preview.written.iter().map(|path| shown(&here, path)).collect();
    report.removed = preview.removed.iter().map(|path| shown(&here, path)).collect();
    report.changed = !report.written.is_empty() || !report.removed.is_empty();
    if proposal.nothing_phased {
        output.say("nothing of this needs two phases: no column gets another name");
    }
    if !report.changed {
        unchanged::remember(&common.schema, &project, &proposal.staging.written_paths());
        nothing_changed(&report, output);
        return Ok(Exit::Done);
    }
    if arguments.check {
        output.json(&report);
        print(&report, common, output);
        return Ok(Exit::Differs);
    }
    let (linted, proofs) = look(common, arguments, &project, &proposal, output)?;
    for (migration, proof) in report.migrations.iter_mut().zip(proofs) {
        migration.proof = proof;
    }
    if !common.dry_run {
        for path in &proposal.not_removed {
            output.say(&format!(
                "{} is not generated any more, but it lacks the header line: it stays",
                path.display()
            ));
        }
        let outputs = proposal.staging.written_paths();
        let staging = std::mem::replace(&mut proposal.staging, Staging::new(&project.root));
        staging.commit()?;
        unchanged::remember(&common.schema, &project, &outputs);
    }
    output.json(&report);
    print(&report, common, output);
    let found = text(&linted, Style::Coloured);
    if !found.is_empty() {
        output.say(found.trim_end());
        output.say("`codegen lint` says this again; docs/lints.md has the safe ways");
    }
    Ok(Exit::Done)
}

/// What the rules say of the new migrations; these are tried meanwhile, where that was asked for.
fn look(
    common: &Common,
    arguments: &Generate,
    project: &Project,
    proposal: &Proposal,
    output: Output,
) -> Result<(Vec<Linted>, Vec<Option<ProofReport>>), Failure> {
    thread::scope(|scope| {
        let linted = scope.spawn(|| super::lint::of_proposal(project, proposal));
        let proofs = if arguments.no_verify || proposal.migrations.is_empty() {
            Ok(Vec::new())
        } else {
            proof::prove(&common.schema, project, proposal, arguments.prove, output)
        };
        match linted.join() {
            Ok(linted) => Ok((linted, proofs?)),
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}

/// The losses that `--allow` may name.
pub(super) const LOSSES: &[&str] = &[
    "drop-table",
    "drop-column",
    "narrow-column",
    "remove-value",
    "drop-object",
    "drop-attribute",
];
/// And what else of a migration that is to be written.
pub(super) const LOSSES_AND_REWRITES: &[&str] = &[
    "drop-table",
    "drop-column",
    "narrow-column",
    "remove-value",
    "drop-object",
    "drop-attribute",
    REWRITE,
];
/// What it may name of one that is to be run.
pub(super) const REWRITE: &str = "rewrite";

/// What `--allow` names, which is of these kinds.
pub(super) fn allowed(allow: &[String], known: &[&str]) -> Result<BTreeSet<String>, Failure> {
    let named = allow.iter().map(|allowed| match allowed.split_once(':') {
        Some((kind, object)) if known.contains(&kind) && !object.is_empty() => Ok(allowed.clone()),
        _ => Err(
            Failure::refused(format!("--allow {allowed}: this is nothing that could be allowed")).help(format!(
                "write KIND:OBJECT with one of {}, as in {}:user.bio",
                known.join(", "),
                known.get(1).or(known.first()).unwrap_or(&"")
            )),
        ),
    });
    named.collect()
}

fn options(arguments: &Generate) -> Result<Options, Failure> {
    let named = allowed(&arguments.allow, LOSSES_AND_REWRITES)?;
    let id = arguments.id.as_deref().map(str::parse).transpose()?;
    // Allowing a drop by name also says that it is no rename.
    let decisions = Decisions {
        drops: named.clone(),
        ..Decisions::default()
    };
    Ok(Options {
        now: Timestamp::now(),
        name: arguments.name.clone(),
        purpose: arguments.purpose.clone(),
        empty: arguments.empty,
        simple: arguments.simple,
        phase: match (arguments.phased, arguments.contract) {
            (true, _) => Phase::Expand,
            (false, true) => Phase::Contract,
            (false, false) => Phase::Keep,
        },
        id,
        allowed: Allowed {
            all: arguments.allow_data_loss,
            named,
        },
        decisions,
    })
}

/// Proposes; where renames are not clear, asks on a terminal and proposes again. One answer holds for both dialects.
fn propose(project: &Project, options: &mut Options, output: Output) -> Result<Proposal, Failure> {
    loop {
        match project.propose(options) {
            Err(Refusal::Ambiguous(found)) if output.can_ask() => {
                let Some((_, ambiguities)) = found.into_iter().next() else {
                    continue;
                };
                for ambiguity in &ambiguities {
                    ask(ambiguity, options)?;
                }
            }
            result => return result.map_err(explain),
        }
    }
}

fn ask(ambiguity: &Ambiguity, options: &mut Options) -> Result<(), Failure> {
    if rename::ask(ambiguity, &mut options.decisions)? == rename::Answer::Dropped {
        // The answer names the loss of the data: it need not be allowed once more.
        options.allowed.named.insert(ambiguity.drop.clone());
    }
    Ok(())
}

/// A refusal as a failure, with all that helps.
pub(super) fn explain(refusal: Refusal) -> Failure {
    match refusal {
        Refusal::Diagnostics { diagnostics, sources } => {
            let errors = diagnostics
                .iter()
                .filter(|found| found.severity == diagnostic::Severity::Error)
                .count();
            let mut failure = Failure::refused(match errors {
                1 => "the schema has an error; nothing was written".to_owned(),
                errors => format!("the schema has {errors} errors; nothing was written"),
            });
            failure.report = Some(diagnostic::render(&diagnostics, &sources, Style::Coloured));
            failure
        }
        Refusal::Ambiguous(found) => {
            let mut failure =
                Failure::refused("something vanished while something like it appeared; nothing was written");
            let mut seen = BTreeSet::new();
            for ambiguity in found.iter().flat_map(|(_, ambiguities)| ambiguities) {
                if !seen.insert(ambiguity.drop.clone()) {
                    continue;
                }
                failure
                    .message
                    .push_str(&format!("\n  the {} {}", ambiguity.kind.as_str(), ambiguity.object));
                for candidate in &ambiguity.candidates {
                    let (from, to) = (source(candidate), target(candidate));
                    failure = failure.help(format!("if it is {to} now, write there: renamed_from = {from:?}"));
                }
                failure = failure.help(format!("if it is gone for good: --allow {}", ambiguity.drop));
            }
            failure
        }
        Refusal::MissingUsings(missing) => {
            let mut failure =
                Failure::refused("a column changes to a type that it cannot be converted to; nothing was written");
            for (dialect, missing) in &missing {
                failure
                    .message
                    .push_str(&format!("\n  {}.{} ({dialect})", missing.table, missing.column));
            }
            for column in missing
                .iter()
                .map(|(_, missing)| &missing.column)
                .collect::<BTreeSet<_>>()
            {
                failure = failure.help(format!(
                    "say beside the new type of {column} what becomes of a value, as in: using = \"length({column})\""
                ));
            }
            failure
        }
        Refusal::DataLoss(losses) => {
            let mut failure = Failure::refused("this would lose data; nothing was written");
            for loss in &losses {
                failure.message.push_str(&format!("\n  {}", loss_name(loss)));
            }
            let named: Vec<_> = losses
                .iter()
                .map(|loss| format!("--allow {}", loss_name(loss)))
                .collect();
            failure
                .help(format!("allow it by name: {}", named.join(" ")))
                .help("or all of it: --allow-data-loss")
        }
        Refusal::NotPhased(problems) => {
            let mut failure = Failure::refused("this cannot be made in two phases; nothing was written");
            let mut said = BTreeSet::new();
            for (_, problem) in &problems {
                if said.insert(problem.to_string()) {
                    failure.message.push_str(&format!("\n  {problem}"));
                }
            }
            failure
        }
        other => Failure::from(other),
    }
}

fn report(proposal: &Proposal, dry_run: bool) -> Report {
    let migrations = proposal.migrations.iter().map(|migration| MigrationReport {
        dialect: migration.dialect.as_str(),
        folder: migration.folder.to_string(),
        changes: migration.summary.clone(),
        losses: migration.losses.iter().map(loss_name).collect(),
        rewrites: rewrites(migration),
        proof: None,
        statements: StatementsReport {
            up: migration.up_statements.clone(),
            down: migration.down_statements.clone(),
        },
        up: migration.up.clone(),
        down: migration.down.clone(),
    });
    Report {
        migrations: migrations.collect(),
        open: proposal.open.clone(),
        dry_run,
        ..Report::default()
    }
}

/// Each once, in the order of the statements.
fn rewrites(migration: &ProposedMigration) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for rewrite in migration
        .up_statements
        .iter()
        .filter_map(|statement| statement.impact.rewrites.as_ref())
    {
        let name = rewrite.to_string();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

fn nothing_changed(report: &Report, output: Output) {
    output.json(report);
    say_open(&report.open, output);
    output.result("nothing changed");
}

/// What stands side by side, and how that ends. One line for all databases.
fn say_open(open: &[Open], output: Output) {
    let columns: BTreeSet<_> = (open.iter())
        .map(|open| format!("{}.{} stands beside {}", open.table, open.old, open.new))
        .collect();
    if columns.is_empty() {
        return;
    }
    for column in &columns {
        output.say(column);
    }
    output.say("when no running code knows the old names any more: codegen generate --contract");
}

fn print(report: &Report, common: &Common, output: Output) {
    let verb = if report.dry_run { "would write" } else { "wrote" };
    for migration in &report.migrations {
        // Written at once: there may be thousands of lines.
        let mut text = format!("{verb} {} migration {}", migration.dialect, migration.folder);
        for change in &migration.changes {
            text.push_str(&format!("\n  {change}"));
        }
        for loss in &migration.losses {
            text.push_str(&format!("\n  loses data: {loss}"));
        }
        for rewrite in &migration.rewrites {
            text.push_str(&format!("\n  rewrites the table while it is locked: {rewrite}"));
        }
        for line in migration.proof.iter().flat_map(ProofReport::lines) {
            text.push_str(&format!("\n  {line}"));
        }
        if common.dry_run {
            text.push_str(&format!("\n\n{}", migration.up));
        }
        output.result(&text);
    }
    let others = report
        .written
        .iter()
        .filter(|path| Path::new(path).extension().is_none_or(|extension| extension != "sql"));
    output.result(&format!(
        "{verb} {} files",
        others.clone().count() + report.migrations.len() * 2
    ));
    for path in others {
        output.detail(&format!("  {path}"));
    }
    say_open(&report.open, output);
    for path in &report.removed {
        output.result(&format!(
            "{} {path}",
            if report.dry_run { "would remove" } else { "removed" }
        ));
    }
}
