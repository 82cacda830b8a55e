//! The settings of a schema.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::dialect::{DialectName, Version};
use crate::schema::{Column, Table};
use crate::source::{Span, Spanned};

/// `[database]`.
#[derive(Debug, Clone)]
pub struct Database {
    /// The database's name.
    pub name: String,
    /// The dialects that get a migration history, in the author's order; never empty.
    pub dialects: Vec<DialectName>,
    /// Used when `DATABASE_URL` is unset.
    pub default_url: Option<String>,
    /// The oldest server that must work, per dialect; defaults filled in.
    pub min_versions: BTreeMap<DialectName, Version>,
}

impl Database {
    /// Whether the model of a table has a column: one of a single dialect is left out where the schema is for several,
    /// since the same model runs on each; unless its whole table is of that dialect.
    pub fn models_have(&self, table: &Table, column: &Column) -> bool {
        column
            .only
            .is_none_or(|only| table.only == Some(only) || self.dialects == [only])
    }
}

/// `[env.NAME]`: a database one can choose with `--env` or `APP_ENV`.
#[derive(Debug, Clone)]
pub struct Environment {
    /// A URL, or `env:VARIABLE`.
    pub url: Option<String>,
    /// Whether commands that destroy data refuse here.
    pub protected: bool,
}

/// `[generate]`. Paths are joined to the folder of the file they stand in.
#[derive(Debug, Clone)]
pub struct Generate {
    /// Where models go; none where a build script writes them.
    pub models: Option<PathBuf>,
    /// Where `<dialect>/` migration directories go.
    pub migrations: PathBuf,
    /// The user's templates, which override ours by file name, if the folder exists.
    pub templates: PathBuf,
    /// Whether the schema names that folder.
    pub names_templates: bool,
    /// Hand-written modules beside the models.
    pub modules: Vec<String>,
    /// serde derives on models unless a table says otherwise.
    pub serde: Serde,
    /// Which crate dates and times are of.
    pub dates: Dates,
    /// Plain statements in every migration, for databases that nobody else uses meanwhile.
    pub simple: bool,
    /// The most rows that a table may have to be written anew while nobody reads or writes it, unless that is allowed.
    pub rewrite_rows: u64,
    /// Further files from the user's templates.
    pub outputs: Vec<Output>,
}

/// `[lint]`. Which lints there are is not known here.
#[derive(Debug, Clone, Default)]
pub struct Lint {
    /// Codes with the severity each is to have, in the order of the file.
    pub severities: Vec<(Spanned<String>, Spanned<String>)>,
    /// The last migration that is not looked at.
    pub after: Option<Spanned<String>>,
}

/// Which serde traits models derive, from the fewest on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Serde {
    /// Neither.
    None,
    /// `Serialize`: `Deserialize` is two thirds of the cost of compiling a model.
    #[default]
    Serialize,
    /// Both.
    Both,
}

/// The crate whose date and time types models use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Dates {
    /// jiff.
    #[default]
    Jiff,
    /// chrono.
    Chrono,
}

/// `[[generate.output]]`.
#[derive(Debug, Clone)]
pub struct Output {
    /// The template to render.
    pub template: PathBuf,
    /// The file to write.
    pub path: PathBuf,
    /// Where the entry stands.
    pub span: Span,
}

/// A namespace (a PostgreSQL schema; on SQLite a prefix of the table name).
#[derive(Debug, Clone)]
pub struct Namespace {
    /// Its comment.
    pub comment: Option<String>,
    /// Where it is declared or first used.
    pub span: Span,
}
