//! What a run starts from: the schema, the user's templates, and each dialect's history.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::path::{Path, PathBuf};
use std::thread;

use super::Refusal;
use super::templates::overrides;
use crate::catalog::names::{self, Names};
use crate::catalog::snapshot::Snapshot;
use crate::catalog::{Catalog, Pair};
use crate::diagnostic::Diagnostics;
use crate::dialect::{self, Capabilities, DialectName, Lowered};
use crate::diff;
use crate::history::{History, HistoryError};
use crate::lint;
use crate::parallel;
use crate::render::Templates;
use crate::schema::{self, Loaded, Schema};
use crate::source::Sources;

/// A schema and all that was made of it so far.
#[derive(Debug)]
pub struct Project {
    /// The folder of `schema.toml`, absolute.
    pub root: PathBuf,
    /// The files that were read.
    pub sources: Sources,
    /// Warnings.
    pub diagnostics: Diagnostics,
    /// The schema.
    pub schema: Schema,
    /// The names of constraints and indexes.
    pub names: Names,
    /// Our templates, with the user's over them.
    pub templates: Templates,
    /// The user's template files, with their text.
    pub template_files: Vec<(PathBuf, String)>,
    /// One per dialect, in the schema's order.
    pub sides: Vec<Side>,
}

/// One dialect's part of a project.
#[derive(Debug)]
pub struct Side {
    /// Which database.
    pub dialect: DialectName,
    /// What its oldest server can do.
    pub capabilities: Capabilities,
    /// What the schema asks for.
    pub lowered: Lowered,
    /// The same with the columns that stand beside what takes their place, where there are any.
    kept_open: Option<Catalog>,
    /// What was generated so far.
    pub history: History,
    /// Where that history ends.
    pub snapshot: Snapshot,
}

impl Side {
    /// What plain runs lead to: what the schema asks for, with the columns that stand beside what takes their place, until a
    /// run is told to contract.
    pub fn target(&self) -> &Catalog {
        self.kept_open.as_ref().unwrap_or(&self.lowered.catalog)
    }
}

impl Project {
    /// Reads everything; all errors of schema and histories at once.
    ///
    /// # Errors
    /// A schema or history that is not in order, a template that cannot be read.
    pub fn read(schema_file: &Path) -> Result<Self, Refusal> {
        Self::read_with(schema_file, || schema::load(schema_file), read_history)
    }

    /// The same with the texts that are to stand in its files.
    ///
    /// # Errors
    /// As of [`read`](Self::read).
    pub fn read_texts(schema_file: &Path, texts: &[(PathBuf, String)]) -> Result<Self, Refusal> {
        Self::read_with(schema_file, || schema::load_texts(schema_file, texts), read_history)
    }

    /// Reads everything, the histories in a way of the caller's.
    pub(super) fn read_with(
        schema_file: &Path,
        load: impl FnOnce() -> Loaded,
        read_history: impl Fn(PathBuf, DialectName) -> Read + Sync,
    ) -> Result<Self, Refusal> {
        // Where the histories are, the schema says. To read them beside it, they are looked for where that seems to be; where
        // it was somewhere else, or the schema is not in order, both of which are seldom, they are read for nothing.
        let likely = schema::likely_migrations(schema_file);
        thread::scope(|scope| {
            let reading = |migrations: &Path, dialect: DialectName| {
                let folder = migrations.join(dialect.as_str());
                let read_history = &read_history;
                scope.spawn(move || read_history(folder, dialect))
            };
            let mut early: BTreeMap<DialectName, _> = DialectName::ALL
                .into_iter()
                .filter(|dialect| likely.join(dialect.as_str()).is_dir())
                .map(|dialect| (dialect, reading(&likely, dialect)))
                .collect();
            let loaded = load();
            let Some(schema) = loaded.schema else {
                return Err(Refusal::Diagnostics {
                    diagnostics: loaded.diagnostics,
                    sources: loaded.sources,
                });
            };
            let migrations = std::path::absolute(&schema.generate.migrations)?;
            if migrations != likely {
                early.clear();
            }
            let histories: Vec<_> = (schema.database.dialects.iter())
                .map(|&dialect| early.remove(&dialect).unwrap_or_else(|| reading(&migrations, dialect)))
                .collect();
            let histories = histories.into_iter().map(|history| match history.join() {
                Ok(read) => read,
                Err(panic) => std::panic::resume_unwind(panic),
            });
            Self::put_together(schema_file, schema, loaded.sources, loaded.diagnostics, histories)
        })
    }

    /// What is made of a schema, and of the histories, each of which is waited for only here.
    fn put_together(
        schema_file: &Path,
        schema: Schema,
        sources: Sources,
        mut diagnostics: Diagnostics,
        histories: impl Iterator<Item = Read>,
    ) -> Result<Self, Refusal> {
        let names = names::assign(&schema, &mut diagnostics);
        let lowered = parallel::map(&schema.database.dialects, 1, |&dialect| {
            let mut diagnostics = Diagnostics::new();
            let lowered = dialect::lower_named(&schema, dialect, &names, &mut diagnostics);
            Ok::<_, Infallible>((dialect, lowered, diagnostics))
        });
        let Ok(lowered) = lowered;
        let mut sides_to_be = Vec::new();
        for (dialect, lowered, found) in lowered {
            diagnostics.append(found);
            sides_to_be.push((dialect, lowered));
        }
        // What each dialect finds again is said once.
        diagnostics.drop_repeated();
        // Kept for nobody here: a mistake in it is told as soon as the file is read.
        lint::Settings::of(&schema.lint, &mut diagnostics);
        if diagnostics.has_errors() {
            return Err(Refusal::Diagnostics { diagnostics, sources });
        }
        let root = std::path::absolute(schema_file)?
            .parent()
            .map(Path::to_owned)
            .unwrap_or_default();
        let mut overrides = overrides(&schema.generate.templates)?;
        let mut template_files: Vec<_> = overrides
            .iter()
            .map(|(name, text)| (schema.generate.templates.join(name), text.clone()))
            .collect();
        // Templates of outputs are known by their path: they may stand anywhere.
        for output in &schema.generate.outputs {
            let text = fs_err::read_to_string(&output.template)?;
            overrides.insert(output.template.to_string_lossy().into_owned(), text.clone());
            template_files.push((output.template.clone(), text));
        }
        let templates = Templates::with_overrides(&overrides)?;

        let mut sides = Vec::new();
        let mut broken = Vec::new();
        let mut problems = Vec::new();
        for ((dialect, lowered), history) in sides_to_be.into_iter().zip(histories) {
            match history? {
                Err(error) => broken.push(error),
                Ok((history, snapshot)) => {
                    let pair = Pair {
                        previous: &snapshot.catalog,
                        next: &lowered.catalog,
                    };
                    let kept_open = diff::keep_open(pair).unwrap_or_else(|found| {
                        problems.extend(found.into_iter().map(|problem| (dialect, problem)));
                        None
                    });
                    sides.push(Side {
                        dialect,
                        capabilities: dialect.dialect().capabilities(schema.database.min_versions[&dialect]),
                        lowered,
                        kept_open,
                        history,
                        snapshot,
                    });
                }
            }
        }
        if !broken.is_empty() {
            return Err(Refusal::Histories(broken));
        }
        if !problems.is_empty() {
            return Err(Refusal::NotPhased(problems));
        }
        Ok(Self {
            root,
            sources,
            diagnostics,
            schema,
            names,
            templates,
            template_files,
            sides,
        })
    }
}

fn read_history(folder: PathBuf, dialect: DialectName) -> Read {
    match History::read_merged(folder) {
        Ok(history) => {
            let snapshot = history.snapshot(dialect);
            let snapshot = snapshot.map_err(|error| Refusal::Snapshot { dialect, error })?;
            Ok(Ok((history, snapshot)))
        }
        Err(broken) => Ok(Err(broken)),
    }
}

/// A history with the snapshot that it ends with; what is wrong with histories is told of all of them at once.
type Read = Result<Result<(History, Snapshot), HistoryError>, Refusal>;
