//! What was found of a database → schema.toml, models, and a migration that makes it: the ends of `pull` and `import`.

use std::path::Path;

use jiff::Timestamp;
use serde::Serialize;

use super::arguments::{Baseline, Common};
use super::diff::refused;
use super::environment;
use super::exit::{Exit, Failure, with_sources};
use super::generate::explain;
use super::interrupt::block_on;
use super::output::{Output, shown};
use crate::database::{Basis, DatabaseError, Place, PlaceError, agrees, rebuilt};
use crate::dialect::{DialectName, Introspected};
use crate::generate::{Options, Project, Proposal};
use crate::history::Staging;
use crate::pull::{Pulled, pull};
use crate::schema::{self, Schema};

/// What is to be written, and of what.
pub(super) struct Found<'a> {
    /// What there is.
    pub(super) database: &'a Introspected,
    /// In which database.
    pub(super) dialect: DialectName,
    /// What it is called.
    pub(super) name: &'a str,
    /// The schema that is there already, with its text.
    pub(super) known: Option<(Schema, String)>,
    /// Where it was found, for `--json`.
    pub(super) origin: Option<Origin>,
    /// What a database must be told so that it takes the migration as applied.
    pub(super) baseline: String,
    /// Where throwaway databases are made, if anywhere.
    pub(super) place: Option<Place>,
}

/// Files that it was made of.
#[derive(Debug, Serialize)]
pub(super) struct Origin {
    /// Whose files they are.
    pub(super) layout: &'static str,
    /// How many were run.
    pub(super) files: usize,
    /// Statements and files that were not run.
    pub(super) not_run: Vec<String>,
}

/// What `--json` prints.
#[derive(Debug, Serialize)]
struct Report {
    #[serde(flatten)]
    origin: Option<Origin>,
    dialect: DialectName,
    dry_run: bool,
    tables: usize,
    enums: usize,
    objects: usize,
    /// What the database holds and the schema does not say.
    not_taken: Vec<String>,
    compared: Basis,
    /// In what the schema would make another database.
    differences: Vec<String>,
    /// Whether a fresh database was built and compared.
    verified: Option<String>,
    migration: Option<String>,
    written: Vec<String>,
    schema: String,
}

/// Writes it; says what is not taken, and how a database made of it differs.
pub(super) fn write(common: &Common, arguments: &Baseline, found: Found<'_>, output: Output) -> Result<Exit, Failure> {
    let dialect = found.dialect;
    let pulled = pull(found.database, found.name);
    let text = match &found.known {
        None => pulled.text(),
        Some((schema, text)) => beside(schema, text, dialect, &pulled)?,
    };
    let project = Project::read_text(&common.schema, &text).map_err(explain)?;
    if let Some(side) = project.sides.iter().find(|side| !side.history.migrations.is_empty()) {
        return Err(
            Failure::refused(format!("there is a history of {} already", side.dialect.title()))
                .help("`codegen drift` says how a database differs from its history"),
        );
    }
    let proposal = project.propose(&Options {
        now: Timestamp::now(),
        name: Some("baseline".to_owned()),
        id: arguments.id.as_deref().map(str::parse).transpose()?,
        ..Options::default()
    });
    let mut proposal = proposal.map_err(explain)?;
    // The schema comes first: what is made of it can be made again.
    let mut staging = Staging::new(&project.root);
    let schema_file = std::path::absolute(&common.schema)?;
    staging.expect(schema_file.clone(), found.known.map(|(_, text)| text));
    staging.write_synced(schema_file, text.clone());
    staging.append(std::mem::replace(&mut proposal.staging, Staging::new(&project.root)));
    proposal.staging = staging;

    let place = found.place.as_ref();
    let compared = compare(found.database, &pulled, &project, &proposal, arguments.verify, place);
    let compared = block_on(compared)??;
    let here = std::env::current_dir().unwrap_or_default();
    let preview = proposal.staging.preview()?;
    let catalog = &project.sides[0].lowered.catalog;
    let report = Report {
        origin: found.origin,
        dialect,
        dry_run: common.dry_run,
        tables: catalog.tables.len(),
        enums: catalog.enums.len(),
        objects: catalog.objects.len(),
        not_taken: pulled.not_taken,
        compared: compared.basis,
        differences: compared.differences,
        verified: compared.verified,
        migration: proposal
            .migrations
            .first()
            .map(|migration| migration.folder.to_string()),
        written: preview.written.iter().map(|path| shown(&here, path)).collect(),
        schema: text,
    };
    if !common.dry_run {
        proposal.staging.commit()?;
    }
    output.json(&report);
    print(&report, common, &found.baseline, output);
    let is_whole = report.not_taken.is_empty() && report.differences.is_empty();
    Ok(if is_whole { Exit::Done } else { Exit::Differs })
}

/// A place for throwaway databases; with `start` on a server of our own where no other is named.
pub(super) async fn place(dialect: DialectName, arguments: &Baseline, start: bool) -> Result<Option<Place>, Failure> {
    let scratch = environment::scratch_server(dialect, arguments.scratch.as_deref());
    let place = Place::find(dialect, scratch.as_deref(), start).await;
    place.map_err(|error| match &error {
        PlaceError::NoServer { .. } => Failure::refused(error.to_string()).help(
            "set SHADOW_DATABASE_URL, or pass --scratch, with a server on which databases may be made and dropped",
        ),
        PlaceError::Database(error) => refused(error),
    })
}

/// The schema that is there already, with its text: it may have settings, and nothing that could be pulled.
pub(super) fn known(path: &Path) -> Result<Option<(Schema, String)>, Failure> {
    if !path.exists() {
        return Ok(None);
    }
    let text = fs_err::read_to_string(path)?;
    let loaded = schema::load_text(path, &text);
    let Some(schema) = loaded.schema else {
        let (diagnostics, sources) = (loaded.diagnostics, loaded.sources);
        return Err(explain(crate::generate::Refusal::Diagnostics { diagnostics, sources }));
    };
    if schema.tables.is_empty() && schema.enums.is_empty() {
        return Ok(Some((schema, text)));
    }
    let shown = path.display();
    Err(
        Failure::refused(format!("{shown} has tables already; nothing was written"))
            .help("write to another file, as with --schema pulled.toml, or move this one away")
            .help(format!("how a database differs from it: codegen diff {shown} URL")),
    )
}

/// The settings that are there, with what was pulled behind them.
fn beside(schema: &Schema, text: &str, dialect: DialectName, pulled: &Pulled) -> Result<String, Failure> {
    if schema.database.dialects != [dialect] {
        let title = dialect.title();
        return Err(Failure::refused(format!(
            "this is a {title} database, and the schema is not for {title} alone"
        ))
        .help(format!("write in [database]: dialects = [\"{dialect}\"]")));
    }
    Ok(format!("{}\n\n{}", text.trim_end(), pulled.body))
}

/// What came of the comparisons.
struct Compared {
    basis: Basis,
    differences: Vec<String>,
    verified: Option<String>,
}

async fn compare(
    found: &Introspected,
    pulled: &Pulled,
    project: &Project,
    proposal: &Proposal,
    verify: bool,
    place: Option<&Place>,
) -> Result<Compared, Failure> {
    let dialect = project.sides[0].dialect;
    let mut schema = project.sides[0].lowered.catalog.clone();
    for (table, column) in &pulled.reworded {
        let live = found
            .catalog
            .tables
            .get(table)
            .and_then(|table| table.column(column)?.default.clone());
        let ours = schema.tables.get_mut(table).and_then(|table| {
            let mut columns = table.columns.iter_mut();
            columns.find(|ours| ours.name == *column)?.default.as_mut()
        });
        if let (Some(live), Some(ours)) = (live, ours) {
            ours.canonical = Some(live.canonical.unwrap_or(live.authored));
        }
    }
    let url = place.map(Place::url);
    let mut compared = match agrees(found, &schema, url).await {
        Ok(agreement) => Compared {
            basis: agreement.basis,
            differences: agreement.differences,
            verified: None,
        },
        Err(DatabaseError::Refused(error)) => Compared {
            basis: Basis::Server,
            differences: vec![not_made(&error)],
            verified: None,
        },
        Err(error) => return Err(refused(&error)),
    };
    if let (true, Some(place)) = (verify, place) {
        let sql = proposal
            .migrations
            .first()
            .map_or_else(String::new, |migration| migration.up.clone());
        match rebuilt(found, sql, dialect, place.url()).await {
            Ok(agreement) => {
                compared.basis = agreement.basis;
                compared.differences = agreement.differences;
            }
            Err(DatabaseError::Refused(error)) => compared.differences = vec![not_made(&error)],
            Err(error) => return Err(refused(&error)),
        }
        compared.verified = Some(place.to_string());
    }
    Ok(compared)
}

fn not_made(error: &tablesmith::Error) -> String {
    format!("an empty database does not take the schema: {}", with_sources(error))
}

fn print(report: &Report, common: &Common, baseline: &str, output: Output) {
    if report.dry_run {
        output.result(report.schema.trim_end());
    } else {
        let counts = [
            (report.tables, "table"),
            (report.enums, "enum"),
            (report.objects, "object"),
        ];
        let counts: Vec<_> = (counts.iter())
            .filter(|(count, what)| *count > 0 || *what == "table")
            .map(|(count, what)| format!("{count} {what}{}", if *count == 1 { "" } else { "s" }))
            .collect();
        output.result(&format!("wrote {}: {}", common.schema.display(), counts.join(", ")));
        if let Some(migration) = &report.migration {
            output.result(&format!("wrote {} migration {migration}", report.dialect));
        }
        for path in &report.written {
            output.detail(&format!("  {path}"));
        }
    }
    let say = |line: &str| {
        if report.dry_run {
            output.say(line);
        } else {
            output.result(line);
        }
    };
    for object in &report.not_taken {
        say(&format!("not taken: {object}"));
    }
    for difference in &report.differences {
        say(&format!("differs: {difference}"));
    }
    match (&report.verified, report.differences.is_empty()) {
        (Some(place), true) => say(&format!("verified: a database built from it on {place} is the same")),
        (Some(place), false) => say(&format!("not the same: a database built from it on {place}")),
        (None, _) => {}
    }
    if report.compared == Basis::Text {
        output.say(
            "compared as text, since there is no scratch place: --verify builds a database from it and compares \
             (set SHADOW_DATABASE_URL, or pass --scratch)",
        );
    }
    if !report.dry_run && report.migration.is_some() {
        output.say(baseline);
    }
}
