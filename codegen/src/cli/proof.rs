//! Trying migrations before they are written: where, and what is said about it.

use std::path::Path;

use serde::Serialize;

use super::diff;
use super::environment;
use super::exit::Failure;
use super::interrupt::block_on;
use super::output::Output;
use crate::database::{self, Case, Place, PlaceError, Proof, ProofFailure};
use crate::dialect::DialectName;
use crate::generate::{Project, Proposal, ProposedMigration};

/// What is said of one migration's proof.
#[derive(Debug, Clone, Serialize)]
pub(super) struct ProofReport {
    /// Whether it is proved.
    pub(super) proved: bool,
    /// On which server.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) on: Option<String>,
    /// How many tables were there.
    pub(super) tables: usize,
    /// How many rows.
    pub(super) rows: usize,
    /// What to know besides.
    pub(super) notes: Vec<String>,
    /// Why it was not tried.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) skipped: Option<String>,
}

impl ProofReport {
    pub(super) fn skipped(on: Option<String>, why: impl Into<String>) -> Self {
        Self {
            proved: false,
            on,
            tables: 0,
            rows: 0,
            notes: Vec::new(),
            skipped: Some(why.into()),
        }
    }

    /// As lines of a summary.
    pub(super) fn lines(&self) -> Vec<String> {
        let on = self.on.as_deref().map(|on| format!(" on {on}")).unwrap_or_default();
        let first = match &self.skipped {
            Some(why) => format!("not proved{on}: {why}"),
            None => format!("proved{on}: {}", counted(self.tables, self.rows)),
        };
        let notes = self.notes.iter().map(|note| format!("note: {note}"));
        [first].into_iter().chain(notes).collect()
    }
}

/// `3 tables, 12 rows`.
pub(super) fn counted(tables: usize, rows: usize) -> String {
    let count = |number: usize, one: &str| match number {
        0 => format!("no {one}s"),
        1 => format!("1 {one}"),
        _ => format!("{number} {one}s"),
    };
    format!("{}, {}", count(tables, "table"), count(rows, "row"))
}

/// The server that may be used for PostgreSQL, from the environment or `.env` beside the schema.
pub(super) fn shadow(schema: &Path) -> Result<Option<String>, Failure> {
    environment::read_dotenv(schema.parent().unwrap_or(Path::new(".")))?;
    Ok(environment::variable("SHADOW_DATABASE_URL"))
}

/// Where migrations of a dialect are tried; `Err` says why nowhere.
pub(super) async fn place(
    dialect: DialectName,
    shadow: Option<&str>,
    start: bool,
) -> Result<Result<Place, String>, Failure> {
    match Place::find(dialect, shadow, start).await {
        Ok(Some(place)) => Ok(Ok(place)),
        Ok(None) => Ok(Err(format!(
            "no {} to try it on (SHADOW_DATABASE_URL names one, --prove starts one)",
            dialect.title()
        ))),
        Err(error @ PlaceError::NoServer { .. }) => Err(Failure::refused(error.to_string())
            .help("set SHADOW_DATABASE_URL to a server on which databases may be made and dropped")),
        Err(PlaceError::Database(error)) => {
            let mut failure = diff::refused(&error);
            if shadow.is_some() {
                failure.message = format!("SHADOW_DATABASE_URL: {}", failure.message);
            }
            Err(failure)
        }
    }
}

/// Migrations of more tables are tried on demand alone.
const MOST_TABLES: usize = 300;

/// Tries every new migration of a proposal, in the order in which it has them.
pub(super) fn prove(
    schema: &Path,
    project: &Project,
    proposal: &Proposal,
    start: bool,
    output: Output,
) -> Result<Vec<Option<ProofReport>>, Failure> {
    let shadow = shadow(schema)?;
    block_on(async {
        let mut reports = Vec::new();
        for migration in &proposal.migrations {
            // Nothing changes: it is there to be filled by hand.
            if migration.changes.is_empty() {
                reports.push(None);
                continue;
            }
            let place = match place(migration.dialect, shadow.as_deref(), start).await? {
                Ok(place) => place,
                Err(why) => {
                    reports.push(Some(ProofReport::skipped(None, why)));
                    continue;
                }
            };
            output.detail(&format!("trying {} on {place}", migration.folder));
            reports.push(Some(prove_one(project, proposal, migration, &place, start).await?));
        }
        Ok(reports)
    })?
}

async fn prove_one(
    project: &Project,
    proposal: &Proposal,
    migration: &ProposedMigration,
    place: &Place,
    however_large: bool,
) -> Result<ProofReport, Failure> {
    let dialect = migration.dialect;
    let (Some(mut pair), Some(history)) = (project.pair(dialect), proposal.histories.get(&dialect)) else {
        return Ok(ProofReport::skipped(None, "there is no history of it"));
    };
    if let Some(target) = &migration.target {
        pair.next = target;
    }
    let case = Case {
        pair,
        changes: &migration.changes,
        history,
        most: (!however_large).then_some(MOST_TABLES),
    };
    let proof = database::prove(place, case).await.map_err(|error| {
        diff::refused(&error).help("--no-verify writes the migration without trying it on a throwaway database")
    })?;
    let Proof {
        tables,
        rows,
        notes,
        failure,
    } = proof;
    match failure {
        None => Ok(ProofReport {
            proved: true,
            on: Some(place.to_string()),
            tables,
            rows,
            notes,
            skipped: None,
        }),
        Some(ProofFailure::Untried(why)) => Ok(ProofReport::skipped(Some(place.to_string()), why)),
        Some(ProofFailure::Wrong { what, details }) => Err(refused(project, dialect, place, &what, &details)),
    }
}

fn refused(project: &Project, dialect: DialectName, place: &Place, what: &str, details: &[String]) -> Failure {
    let mut failure = Failure::refused(format!(
        "the {} migration does not stand its proof; nothing was written\n  {what}",
        dialect.title()
    ));
    for detail in details {
        failure
            .message
            .push_str(&format!("\n  {}", detail.replace('\n', "\n  ")));
    }
    let own: Vec<_> = (project.template_files.iter())
        .filter(|(path, _)| path.parent().is_some_and(|folder| folder.ends_with(dialect.as_str())))
        .map(|(path, _)| path.display().to_string())
        .collect();
    failure
        .help(format!(
            "it was tried on {place}, with made-up rows; to see its text: codegen generate --dry-run --no-verify"
        ))
        .help(if own.is_empty() {
            "this is a bug of codegen: please report it, with schema.toml and the snapshot before".to_owned()
        } else {
            format!("templates of yours had a part in it: {}", own.join(", "))
        })
        .help("--no-verify writes it all the same")
}
