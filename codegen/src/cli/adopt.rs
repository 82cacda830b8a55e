//! What was found of a database → schema.toml, models, and a migration that makes it: the ends of `pull` and `import`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::Serialize;

use super::arguments::{Baseline, Common};
use super::diff::refused;
use super::environment;
use super::exit::{Exit, Failure, with_sources};
use super::generate::explain;
use super::interrupt::block_on;
use super::output::{Output, shown};
use crate::catalog::Catalog;
use crate::database::{Basis, DatabaseError, Place, PlaceError, agrees, beside, rebuilt};
use crate::diagnostic::Diagnostics;
use crate::dialect::{DialectName, Introspected, lower};
use crate::generate::{Options, Project, Proposal};
use crate::history::Staging;
use crate::pull::{self, Pulled, merge, pull};
use crate::schema::{self, Schema};

/// What is to be written, and of what.
pub(super) struct Found<'a> {
    /// What there is.
    pub(super) database: &'a Introspected,
    /// In which database.
    pub(super) dialect: DialectName,
    /// What it is called.
    pub(super) name: &'a str,
    /// The schema that is there already.
    pub(super) known: Option<Known>,
    /// Where it was found, for `--json`.
    pub(super) origin: Option<Origin>,
    /// What a database must be told so that it takes the migration as applied.
    pub(super) baseline: String,
    /// Where throwaway databases are made, if anywhere.
    pub(super) place: Option<Place>,
}

/// A schema that is there already.
pub(super) struct Known {
    pub(super) schema: Schema,
    /// Its files and their texts; the root comes first.
    files: Vec<(PathBuf, String)>,
}

impl Known {
    /// Whether it says more than settings.
    pub(super) fn has_tables(&self) -> bool {
        !(self.schema.tables.is_empty() && self.schema.enums.is_empty() && self.schema.tracked.is_empty())
    }

    /// The keys of mixins, which a schema without tables may have too.
    fn mixins(&self) -> BTreeSet<String> {
        let files = self
            .files
            .iter()
            .filter_map(|(_, text)| text.parse::<toml::Table>().ok());
        let mixins = files.filter_map(|mut file| file.remove("mixin")?.try_into::<toml::Table>().ok());
        mixins.flatten().map(|(key, _)| key).collect()
    }
}

/// What is to stand in the files of the schema.
struct Texts {
    pulled: Pulled,
    files: Vec<(PathBuf, String)>,
    taken_out: Vec<String>,
    /// Whether it was put into a schema that is there.
    is_merged: bool,
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
    /// What the schema said and the database does not hold.
    taken_out: Vec<String>,
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
    let texts = texts(common, &found)?;
    let project = Project::read_texts(&common.schema, &texts.files).map_err(explain)?;
    let history = project.sides.iter().find(|side| !side.history.migrations.is_empty());
    if let (Some(side), false) = (history, texts.is_merged) {
        return Err(
            Failure::refused(format!("there is a history of {} already", side.dialect.title()))
                .help("`codegen drift` says how a database differs from its history"),
        );
    }
    // A migration from where a history ends is for `generate`, which asks about what would be lost.
    let mut proposal = match history {
        Some(_) => None,
        None => Some(
            (project.propose(&Options {
                now: Timestamp::now(),
                name: Some("baseline".to_owned()),
                id: arguments.id.as_deref().map(str::parse).transpose()?,
                ..Options::default()
            }))
            .map_err(explain)?,
        ),
    };
    // The schema comes first: what is made of it can be made again.
    let mut staging = Staging::new(&project.root);
    for (path, text) in &texts.files {
        let before = found.known.as_ref().and_then(|known| {
            let mut files = known.files.iter();
            files.find(|(own, _)| own == path).map(|(_, text)| text.clone())
        });
        if before.as_ref() != Some(text) {
            let file = std::path::absolute(path)?;
            staging.expect(file.clone(), before);
            staging.write_synced(file, text.clone());
        }
    }
    if let Some(proposal) = &mut proposal {
        staging.append(std::mem::replace(&mut proposal.staging, Staging::new(&project.root)));
    }

    let pulled = texts.pulled;
    let place = found.place.as_ref();
    let compared = compare(
        found.database,
        &pulled,
        &project,
        proposal.as_ref(),
        arguments.verify,
        place,
    );
    let compared = block_on(compared)??;
    let here = std::env::current_dir().unwrap_or_default();
    let preview = staging.preview()?;
    let catalog = &project.sides[0].lowered.catalog;
    let report = Report {
        origin: found.origin,
        dialect,
        dry_run: common.dry_run,
        tables: catalog.tables.len(),
        enums: catalog.enums.len(),
        objects: catalog.objects.len(),
        not_taken: pulled.not_taken,
        taken_out: texts.taken_out,
        compared: compared.basis,
        differences: compared.differences,
        verified: compared.verified,
        migration: (proposal.as_ref())
            .and_then(|proposal| proposal.migrations.first())
            .map(|migration| migration.folder.to_string()),
        written: preview.written.iter().map(|path| shown(&here, path)).collect(),
        schema: texts.files.into_iter().next().map(|(_, text)| text).unwrap_or_default(),
    };
    if !common.dry_run {
        staging.commit()?;
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
        PlaceError::NoServer { .. } => Failure::refused(error.to_string()).help(environment::SCRATCH_HELP),
        PlaceError::Database(error) => refused(error),
    })
}

/// The schema that is there already.
pub(super) fn known(path: &Path) -> Result<Option<Known>, Failure> {
    if !path.exists() {
        return Ok(None);
    }
    let text = fs_err::read_to_string(path)?;
    let loaded = schema::load_text(path, &text);
    let Some(schema) = loaded.schema else {
        let (diagnostics, sources) = (loaded.diagnostics, loaded.sources);
        return Err(explain(crate::generate::Refusal::Diagnostics { diagnostics, sources }));
    };
    let files = loaded.sources.iter();
    let files = files.map(|(_, file)| (file.path.clone(), file.text.clone()));
    Ok(Some(Known {
        schema,
        files: files.collect(),
    }))
}

/// What is to stand in the files: all of it in a new one, behind the settings that are there, or put into a schema.
fn texts(common: &Common, found: &Found<'_>) -> Result<Texts, Failure> {
    let dialect = found.dialect;
    let Some(known) = &found.known else {
        let pulled = pull(found.database, found.name, &BTreeSet::new());
        return Ok(Texts {
            files: vec![(common.schema.clone(), pulled.text())],
            pulled,
            taken_out: Vec::new(),
            is_merged: false,
        });
    };
    if known.schema.database.dialects != [dialect] {
        let title = dialect.title();
        return Err(Failure::refused(format!(
            "this is a {title} database, and the schema is not for {title} alone"
        ))
        .help(format!(
            "write in [database]: dialects = [\"{dialect}\"], or write to another file, as with --schema pulled.toml"
        )));
    }
    if known.has_tables() {
        return merged(known, found);
    }
    let pulled = pull(found.database, found.name, &known.mixins());
    let mut files = known.files.clone();
    if let Some((_, root)) = files.first_mut() {
        *root = format!("{}\n\n{}", root.trim_end(), pulled.body);
    }
    Ok(Texts {
        pulled,
        files,
        taken_out: Vec::new(),
        is_merged: false,
    })
}

/// A schema that is there, with what the database has otherwise.
fn merged(known: &Known, found: &Found<'_>) -> Result<Texts, Failure> {
    let mut diagnostics = Diagnostics::new();
    let authored: Catalog = lower(&known.schema, found.dialect, &mut diagnostics).catalog;
    let Some(place) = &found.place else {
        return Err(
            Failure::refused("what a schema says can be compared with a database on its server alone")
                .help(environment::SCRATCH_HELP),
        );
    };
    let pair = block_on(beside(found.database, &authored, place.url()))?.map_err(|error| refused(&error))?;
    let merged = merge(
        &pair.next,
        &pull::Known {
            schema: &known.schema,
            files: &known.files,
            authored: &authored,
            made: &pair.previous.catalog,
        },
    );
    Ok(Texts {
        pulled: merged.pulled,
        files: merged.files,
        taken_out: merged.taken_out,
        is_merged: true,
    })
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
    proposal: Option<&Proposal>,
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
    if let (true, Some(place), Some(proposal)) = (verify, place, proposal) {
        let sql = (proposal.migrations.first()).map_or_else(String::new, |migration| migration.up.clone());
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
        let word = if report.written.is_empty() {
            "nothing changed in"
        } else {
            "wrote"
        };
        output.result(&format!("{word} {}: {}", common.schema.display(), counts.join(", ")));
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
    for object in &report.taken_out {
        say(&format!("taken out, since the database does not have it: {object}"));
    }
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
