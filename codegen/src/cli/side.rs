//! FROM and TO of a comparison: a schema file, a snapshot, a migration folder, a SQL file, a database.

use std::collections::BTreeSet;
use std::path::Path;

use super::environment::dialect_of_url;
use super::exit::Failure;
use super::generate::explain;
use super::output::Output;
use crate::catalog::Hints;
use crate::catalog::snapshot::Snapshot;
use crate::database::Side;
use crate::diagnostic::Diagnostics;
use crate::dialect::{self, DialectName};
use crate::generate::Refusal;
use crate::history::History;
use crate::schema::{self, Schema};
use crate::source::Sources;

/// What somebody named as a side.
#[derive(Debug)]
pub(super) enum Named {
    /// A database.
    Url {
        /// The URL; it may hold a password and is never printed.
        url: String,
        /// Its dialect.
        dialect: DialectName,
    },
    /// A schema file.
    Schema {
        /// What it says.
        schema: Box<Schema>,
        /// The files it was read from.
        sources: Sources,
    },
    /// A snapshot, or that of a migration folder.
    Snapshot(Snapshot),
    /// A SQL file's text.
    Script(String),
}

/// A side that is ready to be read, and what its author says about the way to it.
pub(super) struct Prepared {
    pub(super) side: Side,
    pub(super) hints: Hints,
    pub(super) used_hints: BTreeSet<String>,
}

impl Named {
    /// Finds out what was named. Of a folder that holds the histories of both databases, `wanted` chooses.
    pub(super) fn new(text: &str, wanted: Option<DialectName>, output: Output) -> Result<Self, Failure> {
        if let Some(dialect) = dialect_of_url(text) {
            return Self::database(text, dialect);
        }
        let path = Path::new(text);
        if path.is_dir() {
            return history(path, wanted);
        }
        let bytes = fs_err::read(path).map_err(|error| {
            Failure::from(error).help(
                "a side is a schema.toml, a snapshot.json, a migration folder, a SQL file, or a database's URL \
                 (postgres://…, sqlite:…)",
            )
        })?;
        if bytes.starts_with(b"SQLite format 3\0") {
            return Ok(Self::Url {
                url: format!("sqlite:{text}?mode=rw"),
                dialect: DialectName::Sqlite,
            });
        }
        let Ok(content) = String::from_utf8(bytes) else {
            return Err(Failure::refused(format!(
                "{text} is neither text nor a SQLite database"
            )));
        };
        match path.extension().and_then(|extension| extension.to_str()) {
            Some("toml") => schema_file(path, output),
            Some("json") => Snapshot::read(&content).map(Self::Snapshot).map_err(|error| {
                let mut failure = Failure::from(error);
                failure.message = format!("{text}: {}", failure.message);
                failure
            }),
            Some("sql") => Ok(Self::Script(content)),
            _ => Err(Failure::refused(format!("{text}: it is not clear what this is"))
                .help("its name must end in .toml (a schema), .json (a snapshot) or .sql")),
        }
    }

    /// A SQLite database is only compared, so a file that is not there is not made.
    fn database(url: &str, dialect: DialectName) -> Result<Self, Failure> {
        let mut url = url.to_owned();
        if dialect == DialectName::Sqlite && !url.contains("mode=") && !url.contains(":memory:") {
            let file = url.trim_start_matches("sqlite:").split('?').next().unwrap_or_default();
            // `sqlite:///path` and `sqlite:/path` are one.
            let file = file.strip_prefix("//").unwrap_or(file);
            if !Path::new(file).exists() {
                return Err(Failure::refused(format!("there is no database {file}")));
            }
            url.push_str(if url.contains('?') { "&mode=rw" } else { "?mode=rw" });
        }
        Ok(Self::Url { url, dialect })
    }

    /// Which dialect this side is of, where it says.
    pub(super) fn dialect(&self) -> Option<DialectName> {
        match self {
            Self::Url { dialect, .. } => Some(*dialect),
            Self::Snapshot(snapshot) => Some(snapshot.catalog.dialect),
            Self::Schema { schema, .. } => match schema.database.dialects[..] {
                [dialect] => Some(dialect),
                _ => None,
            },
            Self::Script(_) => None,
        }
    }

    /// Whether this side can be had in a dialect.
    pub(super) fn speaks(&self, dialect: DialectName) -> bool {
        match self {
            Self::Schema { schema, .. } => schema.database.dialects.contains(&dialect),
            _ => self.dialect().is_none_or(|own| own == dialect),
        }
    }

    /// What it is, for messages.
    pub(super) fn kind(&self) -> String {
        match self {
            Self::Url { dialect, .. } => format!("a {} database", dialect.title()),
            Self::Snapshot(snapshot) => format!("a snapshot of {}", snapshot.catalog.dialect.title()),
            Self::Schema { schema, .. } => {
                let dialects: Vec<_> = (schema.database.dialects.iter())
                    .map(|dialect| dialect.title())
                    .collect();
                format!("a schema for {}", dialects.join(" and "))
            }
            Self::Script(_) => "a SQL file".to_owned(),
        }
    }

    /// The schema, where it is one.
    pub(super) fn schema(&self) -> Option<&Schema> {
        match self {
            Self::Schema { schema, .. } => Some(schema),
            _ => None,
        }
    }

    /// This side in a dialect that it [speaks](Self::speaks).
    pub(super) fn prepare(self, dialect: DialectName) -> Result<Prepared, Failure> {
        let (side, hints, used_hints) = match self {
            Self::Url { url, .. } => (Side::Live(url), None, None),
            Self::Script(sql) => (Side::Script(sql), None, None),
            Self::Snapshot(snapshot) => (Side::Authored(snapshot.catalog), None, Some(snapshot.used_hints)),
            Self::Schema { schema, sources } => {
                let mut diagnostics = Diagnostics::new();
                let lowered = dialect::lower(&schema, dialect, &mut diagnostics);
                if diagnostics.has_errors() {
                    return Err(explain(Refusal::Diagnostics { diagnostics, sources }));
                }
                (Side::Authored(lowered.catalog), Some(lowered.hints), None)
            }
        };
        Ok(Prepared {
            side,
            hints: hints.unwrap_or_default(),
            used_hints: used_hints.unwrap_or_default(),
        })
    }
}

fn schema_file(path: &Path, output: Output) -> Result<Named, Failure> {
    let loaded = schema::load(path);
    let Some(schema) = loaded.schema else {
        return Err(explain(Refusal::Diagnostics {
            diagnostics: loaded.diagnostics,
            sources: loaded.sources,
        }));
    };
    output.warnings(&loaded.diagnostics, &loaded.sources);
    Ok(Named::Schema {
        schema: Box::new(schema),
        sources: loaded.sources,
    })
}

/// The snapshot of a migration folder: of one dialect, or of the folder that has one for each.
fn history(path: &Path, wanted: Option<DialectName>) -> Result<Named, Failure> {
    let lock = |folder: &Path| folder.join("history.lock").is_file();
    let of = |folder: &Path, dialect| -> Result<Named, Failure> {
        let history = History::read(folder)?;
        Ok(Named::Snapshot(history.snapshot(dialect)?))
    };
    if lock(path) {
        let absolute = std::path::absolute(path)?;
        let name = absolute.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let own = DialectName::ALL.into_iter().find(|dialect| dialect.as_str() == name);
        return match own.or(wanted) {
            Some(dialect) => of(path, dialect),
            None => Err(Failure::refused(format!(
                "{}: it is not clear which database this history is of",
                path.display()
            ))
            .help("say --dialect postgres or --dialect sqlite")),
        };
    }
    let held: Vec<_> = DialectName::ALL
        .into_iter()
        .filter(|dialect| lock(&path.join(dialect.as_str())))
        .collect();
    let chosen = match held[..] {
        [only] => Some(only),
        _ => wanted.filter(|wanted| held.contains(wanted)),
    };
    match chosen {
        Some(dialect) => of(&path.join(dialect.as_str()), dialect),
        None if held.is_empty() => Err(Failure::refused(format!(
            "{}: this folder holds no migration history",
            path.display()
        ))),
        None => Err(Failure::refused(format!(
            "{}: this folder holds the histories of several databases",
            path.display()
        ))
        .help("say --dialect postgres or --dialect sqlite, or name the folder of one")),
    }
}
