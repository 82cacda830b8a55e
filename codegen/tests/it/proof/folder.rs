//! A project in a temporary folder, generated in this process.

use std::collections::BTreeMap;
use std::path::Path;

use codegen::catalog::{Catalog, Pair};
use codegen::dialect::DialectName;
use codegen::diff::{Change, invert, unreturned};
use codegen::generate::{Options, Project, Proposal, ProposedMigration, Refusal, loss_name};
use codegen::history::{ChangesFile, History};
use codegen::plan::Plan;

pub(crate) struct Folder {
    folder: tempfile::TempDir,
}

/// What a schema led to.
pub(crate) struct Stage {
    /// What was asked before, and allowed then.
    pub(crate) asked: Vec<String>,
    pub(crate) sides: BTreeMap<DialectName, Side>,
}

/// One dialect of it.
pub(crate) struct Side {
    pub(crate) history: History,
    pub(crate) catalog: Catalog,
    pub(crate) new: Option<New>,
}

/// A new migration.
pub(crate) struct New {
    pub(crate) proposed: ProposedMigration,
    pub(crate) changes: Vec<Change>,
    pub(crate) up: Plan,
    pub(crate) down: Plan,
}

/// Why there is none.
#[derive(Debug)]
pub(crate) enum Refused {
    /// The database cannot convert a column, and no `using` says how.
    MissingUsings(String),
    /// Anything else.
    Other(String),
}

impl Folder {
    pub(crate) fn new() -> Self {
        // Forcing files to a disk would take most of the time.
        let memory = Path::new("/dev/shm");
        let folder = if memory.is_dir() {
            tempfile::tempdir_in(memory)
        } else {
            tempfile::tempdir()
        };
        Self {
            folder: folder.expect("a temporary folder can be made"),
        }
    }

    /// Writes the schema, generates (allowing whatever is asked about: a thing that goes is no rename), and generates
    /// again, which must find nothing to do.
    pub(crate) fn generate(&self, toml: &str) -> Result<Stage, Refused> {
        let file = self.folder.path().join("schema.toml");
        std::fs::write(&file, toml).map_err(|error| Refused::Other(error.to_string()))?;
        let before = Project::read(&file).map_err(refused)?;
        let mut asked = Vec::new();
        let mut options = Options {
            now: "2026-11-21T09:30:00Z".parse().expect("the time is valid"),
            ..Options::default()
        };
        let proposal = propose(&before, &mut options, &mut asked)?;
        let Proposal {
            migrations, staging, ..
        } = proposal;
        staging.commit().map_err(|error| Refused::Other(error.to_string()))?;

        let after = Project::read(&file).map_err(refused)?;
        let again = after.propose(&options).map_err(refused)?;
        if !again.migrations.is_empty() {
            let found = again.migrations.iter().flat_map(|new| &new.summary);
            let found = found.cloned().collect::<Vec<_>>().join("\n");
            return Err(Refused::Other(format!("a second run found something to do:\n{found}")));
        }
        let mut sides = BTreeMap::new();
        for (before, after) in before.sides.into_iter().zip(after.sides) {
            let proposed = migrations.iter().find(|new| new.dialect == after.dialect).cloned();
            let new = proposed.map(|proposed| {
                let pair = Pair {
                    previous: &before.snapshot.catalog,
                    next: &after.snapshot.catalog,
                };
                self.planned(proposed, pair)
            });
            let side = Side {
                history: after.history,
                catalog: after.snapshot.catalog,
                new,
            };
            sides.insert(after.dialect, side);
        }
        Ok(Stage { asked, sides })
    }

    fn planned(&self, proposed: ProposedMigration, pair: Pair<&Catalog>) -> New {
        let folder = self.folder.path().join("generated/migrations");
        let folder = folder.join(proposed.dialect.as_str()).join(proposed.folder.to_string());
        let text = std::fs::read_to_string(folder.join("changes.json")).expect("the changes are there");
        let ChangesFile { changes, .. } = serde_json::from_str(&text).expect("changes can be read");
        let dialect = proposed.dialect.dialect();
        let capabilities = dialect.capabilities(dialect.default_version());
        let back = invert(pair, &changes);
        New {
            up: dialect.plan(pair, &changes, &capabilities).expect("it can be ordered"),
            down: (dialect.plan(pair.flip(), &back, &capabilities))
                .expect("it can be ordered")
                .into_way_down(&unreturned(pair, &changes, &back)),
            proposed,
            changes,
        }
    }
}

fn propose(project: &Project, options: &mut Options, asked: &mut Vec<String>) -> Result<Proposal, Refused> {
    for _ in 0..6 {
        match project.propose(options) {
            Err(Refusal::Ambiguous(found)) => {
                for (dialect, ambiguity) in found.into_iter().flat_map(|(dialect, found)| {
                    let found = found.into_iter();
                    found.map(move |ambiguity| (dialect, ambiguity))
                }) {
                    let kind = ambiguity.kind.as_str();
                    asked.push(format!("{dialect}: is the {kind} {} renamed? no", ambiguity.object));
                    options.decisions.drops.insert(ambiguity.drop);
                }
            }
            Err(Refusal::DataLoss(losses)) => {
                for name in losses.iter().map(loss_name) {
                    asked.push(format!("--allow {name}"));
                    options.allowed.named.insert(name);
                }
            }
            result => return result.map_err(refused),
        }
    }
    Err(Refused::Other("the same is asked again and again".to_owned()))
}

fn refused(refusal: Refusal) -> Refused {
    match refusal {
        Refusal::MissingUsings(missing) => {
            let columns = missing
                .iter()
                .map(|(dialect, missing)| format!("{dialect}: {}.{} needs `using`", missing.table, missing.column));
            Refused::MissingUsings(columns.collect::<Vec<_>>().join("\n"))
        }
        Refusal::Diagnostics { diagnostics, sources } => Refused::Other(codegen::diagnostic::render(
            &diagnostics,
            &sources,
            codegen::diagnostic::Style::Plain,
        )),
        other => Refused::Other(other.to_string()),
    }
}
