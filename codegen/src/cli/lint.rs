//! `codegen lint`: what migrations do to those who use the database, to the data and to older code.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use fs_err as fs;

use super::arguments::{Common, Format, Lint};
use super::exit::{Exit, Failure};
use super::output::{Output, shown};
use crate::catalog::Catalog;
use crate::diagnostic::{Diagnostics, Style};
use crate::dialect::{DialectName, Version};
use crate::diff;
use crate::generate::{self, Proposal};
use crate::history::{FolderName, History, MigrationId};
use crate::lint::report::{self, Linted};
use crate::lint::{Input, Runner, Settings, Severity, lint, lint_all};
use crate::schema::{self, Schema};

/// Something to look at.
enum Selected {
    Migration(Place),
    File {
        path: PathBuf,
        text: String,
        dialect: DialectName,
    },
}

/// A file of a history.
#[derive(Clone)]
struct Place {
    path: PathBuf,
    dialect: DialectName,
    folder: FolderName,
    /// Which of the migrations.
    index: usize,
    down: bool,
}

/// What the project says, where there is one.
struct Project {
    schema: Schema,
    settings: Settings,
    histories: Vec<(DialectName, History)>,
}

pub(super) fn run(common: &Common, arguments: &Lint, output: Output) -> Result<Exit, Failure> {
    let format = match (arguments.format, common.json) {
        (None | Some(Format::Json), true) => Format::Json,
        (Some(_), true) => return Err(Failure::refused("--json and --format ask for different things")),
        (format, false) => format.unwrap_or(Format::Text),
    };
    let project = project(common, arguments)?;
    let said = project
        .as_ref()
        .map_or_else(Settings::default, |project| project.settings.clone());
    let settings = settings(said, arguments)?;
    let selected = selected(arguments, project.as_ref())?;
    let linted = look(&selected, arguments, &settings, project.as_ref())?;
    match format {
        Format::Text => {
            // `anstream` strips the colours where they are not wanted.
            Output::print(&report::text(&linted, Style::Coloured));
            output.result(&summary(&linted));
        }
        Format::Json => Output::print(&pretty(&report::json(&linted))?),
        Format::Sarif => Output::print(&pretty(&report::sarif(&linted))?),
        Format::Github => Output::print(&report::github(&linted)),
    }
    Ok(if report::fails(&linted) {
        Exit::Differs
    } else {
        Exit::Done
    })
}

fn pretty(report: &impl serde::Serialize) -> Result<String, Failure> {
    Ok(format!("{}\n", serde_json::to_string_pretty(report)?))
}

fn summary(linted: &[Linted]) -> String {
    let counts = report::json(linted).counts;
    let plural = |count: usize, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
    let mut parts = Vec::new();
    for (count, word) in [
        (counts.error, "error"),
        (counts.warning, "warning"),
        (counts.note, "note"),
    ] {
        if count > 0 {
            parts.push(plural(count, word));
        }
    }
    if counts.allowed > 0 {
        parts.push(format!("{} allowed", counts.allowed));
    }
    let found = if parts.is_empty() {
        "nothing found".to_owned()
    } else {
        parts.join(", ")
    };
    format!("{}: {found}", plural(linted.len(), "file"))
}

fn project(common: &Common, arguments: &Lint) -> Result<Option<Project>, Failure> {
    // SQL files need no project.
    let only_files = !arguments.targets.is_empty()
        && arguments
            .targets
            .iter()
            .all(|target| target == "-" || Path::new(target).exists());
    if only_files && !common.schema.exists() {
        return Ok(None);
    }
    let loaded = schema::load(&common.schema);
    let (mut diagnostics, sources) = (loaded.diagnostics, loaded.sources);
    let settings = loaded
        .schema
        .as_ref()
        .map(|schema| Settings::of(&schema.lint, &mut diagnostics));
    let (Some(schema), Some(settings), false) = (loaded.schema, settings, diagnostics.has_errors()) else {
        return Err(super::generate::explain(generate::Refusal::Diagnostics {
            diagnostics,
            sources,
        }));
    };
    let mut histories = Vec::new();
    for &dialect in &schema.database.dialects {
        let folder = schema.generate.migrations.join(dialect.as_str());
        histories.push((dialect, History::read_edited(folder)?));
    }
    Ok(Some(Project {
        schema,
        settings,
        histories,
    }))
}

/// What there is to say about migrations that are being generated. That they lose data was asked about already; and where
/// nothing was there before, nobody is disturbed.
pub(super) fn of_proposal(project: &generate::Project, proposal: &Proposal) -> Vec<Linted> {
    // Mistakes in it were told when the project was read.
    let settings = Settings::of(&project.schema.lint, &mut Diagnostics::new());
    let here = std::env::current_dir().unwrap_or_default();
    let mut linted = Vec::new();
    for migration in &proposal.migrations {
        let side = project.sides.iter().find(|side| side.dialect == migration.dialect);
        let Some(side) = side.filter(|side| !side.snapshot.catalog.tables.is_empty()) else {
            continue;
        };
        let version = project.schema.database.min_versions.get(&migration.dialect).copied();
        let mut findings = lint(&of_migration(&migration.up, &side.snapshot.catalog, version), &settings);
        findings.retain(|finding| {
            finding.severity >= Severity::Warning && !["DROP_TABLE", "DROP_COLUMN"].contains(&finding.code)
        });
        let folder = side.history.folder.join(migration.folder.to_string());
        linted.push(Linted {
            path: PathBuf::from(shown(&here, &folder.join("up.sql"))),
            dialect: migration.dialect,
            migration: Some(migration.folder.to_string()),
            text: migration.up.clone(),
            findings,
        });
    }
    linted
}

/// What `[lint]` says, and then the command line.
fn settings(mut settings: Settings, arguments: &Lint) -> Result<Settings, Failure> {
    for said in &arguments.severity {
        let (code, severity) = said.split_once('=').ok_or_else(|| {
            Failure::refused(format!(
                "--severity {said}: write CODE=SEVERITY, as in DROP_TABLE=error"
            ))
        })?;
        settings.set(code, severity.parse()?).map_err(|unknown| {
            let failure = Failure::refused(unknown.to_string());
            match unknown.suggestion {
                Some(near) => failure.help(format!("did you mean `{near}`?")),
                None => failure.help("docs/lints.md lists the codes"),
            }
        })?;
    }
    Ok(settings)
}

/// What to look at, in the order in which it is told.
fn selected(arguments: &Lint, project: Option<&Project>) -> Result<Vec<Selected>, Failure> {
    let migrations = migrations(arguments, project)?;
    if arguments.targets.is_empty() {
        return by_default(arguments, project, migrations);
    }
    if arguments.latest {
        return Err(Failure::refused(
            "--latest names the migrations to look at, and so do the arguments",
        ));
    }
    let mut known = BTreeMap::new();
    for (number, place) in migrations.iter().enumerate() {
        known.insert(fs::canonicalize(&place.path)?, number);
    }
    let mut selected = Vec::new();
    for target in &arguments.targets {
        let path = Path::new(target);
        if target == "-" {
            let mut text = String::new();
            std::io::stdin().lock().read_to_string(&mut text)?;
            selected.push(Selected::File {
                path: PathBuf::from("<stdin>"),
                text,
                dialect: dialect_of(path, arguments, project)?,
            });
        } else if path.is_dir() {
            let before = selected.len();
            for file in sql_files(path)? {
                let one = self::file(&file, arguments, project, &migrations, &known)?;
                // The way down of a migration is asked for by name, or by the option.
                if arguments.down || !matches!(&one, Selected::Migration(place) if place.down) {
                    selected.push(one);
                }
            }
            if selected.len() == before {
                return Err(Failure::refused(format!("there is no SQL file in `{target}`")));
            }
        } else if path.is_file() {
            selected.push(file(path, arguments, project, &migrations, &known)?);
        } else {
            let before = selected.len();
            let named = migrations.iter().filter(|place| {
                let is_asked = arguments.down || !place.down;
                is_asked && (place.folder.to_string() == *target || place.folder.id.to_string() == *target)
            });
            selected.extend(named.cloned().map(Selected::Migration));
            if selected.len() == before {
                return Err(
                    Failure::refused(format!("there is no file and no migration `{target}`"))
                        .help("name SQL files, ids of migrations, or `-` for standard input"),
                );
            }
        }
    }
    Ok(selected)
}

/// A file, which may be one of a migration.
fn file(
    path: &Path,
    arguments: &Lint,
    project: Option<&Project>,
    migrations: &[Place],
    known: &BTreeMap<PathBuf, usize>,
) -> Result<Selected, Failure> {
    Ok(match known.get(&fs::canonicalize(path)?) {
        Some(number) => Selected::Migration(Place {
            path: path.to_owned(),
            ..migrations[*number].clone()
        }),
        None => Selected::File {
            path: path.to_owned(),
            text: String::from_utf8_lossy(&fs::read(path)?).into_owned(),
            dialect: dialect_of(path, arguments, project)?,
        },
    })
}

/// Every SQL file below a folder, in the order of the paths.
fn sql_files(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(sql_files(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "sql") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// The migrations that `after` of `[lint]` leaves, or the last ones.
fn by_default(arguments: &Lint, project: Option<&Project>, migrations: Vec<Place>) -> Result<Vec<Selected>, Failure> {
    let after = project.and_then(|project| project.schema.lint.after.as_ref());
    let after: Option<MigrationId> = after.map(|after| after.value.parse()).transpose()?;
    let last: BTreeMap<DialectName, MigrationId> = migrations
        .iter()
        .map(|place| (place.dialect, place.folder.id))
        .collect();
    let selected = migrations.into_iter().filter(|place| {
        (arguments.down || !place.down)
            && after.is_none_or(|after| place.folder.id > after)
            && (!arguments.latest || last.get(&place.dialect) == Some(&place.folder.id))
    });
    Ok(selected.map(Selected::Migration).collect())
}

/// Every file of the histories that are asked for.
fn migrations(arguments: &Lint, project: Option<&Project>) -> Result<Vec<Place>, Failure> {
    let here = std::env::current_dir().unwrap_or_default();
    let Some(project) = project else {
        return Ok(Vec::new());
    };
    let mut places = Vec::new();
    for (dialect, history) in &project.histories {
        if arguments.dialect.is_some_and(|wanted| wanted != *dialect) {
            continue;
        }
        for (index, migration) in history.migrations.iter().enumerate() {
            for (file, down) in [("up.sql", false), ("down.sql", true)] {
                let path = history.folder.join(migration.folder.to_string()).join(file);
                places.push(Place {
                    path: PathBuf::from(shown(&here, &path)),
                    dialect: *dialect,
                    folder: migration.folder.clone(),
                    index,
                    down,
                });
            }
        }
    }
    let is_known = |wanted| project.histories.iter().any(|(dialect, _)| *dialect == wanted);
    if let Some(wanted) = arguments.dialect.filter(|wanted| !is_known(*wanted))
        && arguments.targets.is_empty()
    {
        return Err(Failure::refused(format!("the schema is not for {}", wanted.title())));
    }
    Ok(places)
}

/// For which database a file is: as said, as its folder is called, or the only one of the schema.
fn dialect_of(path: &Path, arguments: &Lint, project: Option<&Project>) -> Result<DialectName, Failure> {
    if let Some(said) = arguments.dialect {
        return Ok(said);
    }
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut folders = absolute.ancestors().skip(1).filter_map(Path::file_name);
    let by_folder = folders.find_map(|folder| {
        let mut all = DialectName::ALL.into_iter();
        all.find(|dialect| folder == dialect.as_str())
    });
    if let Some(dialect) = by_folder {
        return Ok(dialect);
    }
    match project.map(|project| project.schema.database.dialects.as_slice()) {
        Some([only]) => Ok(*only),
        _ => Err(Failure::refused(format!("for which database is {}?", path.display()))
            .help("say --dialect postgres or --dialect sqlite")),
    }
}

/// Looks at all of it. Each history is gone through once, with the catalog as it grows; of files that are no migrations
/// the later ones know what the earlier ones made.
fn look(
    selected: &[Selected],
    arguments: &Lint,
    settings: &Settings,
    project: Option<&Project>,
) -> Result<Vec<Linted>, Failure> {
    let version = |dialect: DialectName| -> Option<Version> {
        project.and_then(|project| project.schema.database.min_versions.get(&dialect).copied())
    };
    let mut found = BTreeMap::new();
    for (dialect, history) in project.iter().flat_map(|project| &project.histories) {
        let wanted: BTreeSet<_> = selected
            .iter()
            .filter_map(|selected| match selected {
                Selected::Migration(place) if place.dialect == *dialect => Some((place.index, place.down)),
                _ => None,
            })
            .collect();
        let mut catalog = Catalog::empty(*dialect);
        for (index, migration) in history.migrations.iter().enumerate() {
            if wanted.range((index, false)..).next().is_none() {
                break;
            }
            if wanted.contains(&(index, false)) {
                let findings = lint(&of_migration(&migration.up, &catalog, version(*dialect)), settings);
                found.insert((*dialect, index, false), findings);
            }
            diff::apply(&mut catalog, &history.changes(migration)?.changes)?;
            if wanted.contains(&(index, true)) {
                let findings = lint(&of_migration(&migration.down, &catalog, version(*dialect)), settings);
                found.insert((*dialect, index, true), findings);
            }
        }
    }
    let inputs: Vec<_> = selected
        .iter()
        .filter_map(|selected| match selected {
            Selected::File { text, dialect, .. } => Some(Input {
                text,
                dialect: dialect.dialect(),
                runner: if arguments.in_transaction {
                    Runner::InTransaction
                } else {
                    Runner::Elsewhere
                },
                version: version(*dialect),
                catalog: None,
            }),
            Selected::Migration(_) => None,
        })
        .collect();
    let mut of_files = lint_all(&inputs, settings).into_iter();
    let linted = selected.iter().map(|selected| match selected {
        Selected::Migration(place) => Linted {
            path: place.path.clone(),
            dialect: place.dialect,
            migration: Some(place.folder.to_string()),
            text: text_of(place, project),
            findings: found
                .get(&(place.dialect, place.index, place.down))
                .cloned()
                .unwrap_or_default(),
        },
        Selected::File { path, text, dialect } => Linted {
            path: path.clone(),
            dialect: *dialect,
            migration: None,
            text: text.clone(),
            findings: of_files.next().unwrap_or_default(),
        },
    });
    Ok(linted.collect())
}

fn of_migration<'a>(text: &'a str, catalog: &'a Catalog, version: Option<Version>) -> Input<'a> {
    Input {
        text,
        dialect: catalog.dialect.dialect(),
        runner: Runner::Migrator,
        version,
        catalog: Some(catalog),
    }
}

fn text_of(place: &Place, project: Option<&Project>) -> String {
    let mut histories = project.iter().flat_map(|project| &project.histories);
    let migration = histories
        .find(|(dialect, _)| *dialect == place.dialect)
        .and_then(|(_, history)| history.migrations.get(place.index));
    migration.map_or_else(String::new, |migration| {
        if place.down {
            migration.down.clone()
        } else {
            migration.up.clone()
        }
    })
}
