//! A folder of SQL migrations, or one SQL file, of whatever tool: which it is, what runs up in it, and in which order.
//!
//! Nothing is run here. What is read is what each tool documents of its files, or its source says.

mod layout;
mod order;
mod section;

use std::fmt;

pub use layout::Layout;

use crate::dialect::DialectName;

/// A file, by its path in the folder that was named (`/` between its parts), or by its name where it was named itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its path.
    pub path: String,
    /// What is in it.
    pub text: String,
}

/// What a folder holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recognized {
    /// Whose files these are.
    pub layout: Layout,
    /// For which database, where the tool's own files say.
    pub dialect: Option<DialectName>,
    /// What is to be run, in this order.
    pub scripts: Vec<Script>,
    /// Migrations that are no SQL, which cannot be run.
    pub not_sql: Vec<String>,
}

/// One file's way up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Script {
    /// The file's path.
    pub path: String,
    /// What is sent to the database piece by piece: the tool's own marks stand between them.
    pub pieces: Vec<Piece>,
    /// Whether the tool runs it in a transaction, as far as the file says nothing else.
    pub in_transaction: bool,
}

/// SQL, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Its first line in the file, from 1.
    pub line: usize,
    /// The SQL.
    pub sql: String,
}

/// Why a folder is none of migrations.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotRecognized {
    /// No SQL file is in it.
    #[error("there is no SQL file in it")]
    Empty,
    /// It is not laid out as it was said to be.
    #[error("it is not laid out as {0} does it: {1}")]
    NotSo(Layout, &'static str),
    /// The tool's files say that they are for another kind of database.
    #[error("its migrations are for {0}, which is neither PostgreSQL nor SQLite")]
    OtherDatabase(String),
    /// A file that the tool's list names is not there.
    #[error("{list} names {file}, which is not there")]
    Missing {
        /// The list.
        list: String,
        /// The file.
        file: String,
    },
    /// The tool's list cannot be read.
    #[error("{list} cannot be read: {reason}")]
    Unreadable {
        /// The list.
        list: String,
        /// Why.
        reason: String,
    },
    /// Two files have one version.
    #[error("{0} and {1} have the same version")]
    SameVersion(String, String),
}

impl fmt::Display for Recognized {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (first, last) = (self.scripts.first(), self.scripts.last());
        match (first, last, self.scripts.len()) {
            (Some(only), _, 1) => write!(f, "{}, {}", self.layout.title(), only.path),
            (Some(first), Some(last), count) => {
                write!(
                    f,
                    "{}, {count} files: {} to {}",
                    self.layout.title(),
                    first.path,
                    last.path
                )
            }
            _ => f.write_str(self.layout.title()),
        }
    }
}

/// Finds out what files these are; `said` is what the user says they are.
///
/// # Errors
/// [`NotRecognized`].
///
/// ```
/// use codegen::import::{File, Layout, recognize};
///
/// let file = |path: &str, text: &str| File { path: path.into(), text: text.into() };
/// let files = [
///     file("2_b/up.sql", "alter table a add b text"),
///     file("2_b/down.sql", "alter table a drop b"),
///     file("1_a/up.sql", "create table a (id integer)"),
/// ];
/// let found = recognize(&files, None)?;
/// assert_eq!(found.layout, Layout::Diesel);
/// assert_eq!(found.scripts.iter().map(|script| &script.path).collect::<Vec<_>>(), ["1_a/up.sql", "2_b/up.sql"]);
/// # Ok::<(), codegen::import::NotRecognized>(())
/// ```
pub fn recognize(files: &[File], said: Option<Layout>) -> Result<Recognized, NotRecognized> {
    let layout = match said {
        Some(layout) => layout,
        None => layout::of(files).ok_or(NotRecognized::Empty)?,
    };
    order::in_order(layout, files)
}

/// The database that SQL is written for, as far as words tell that only one of the two takes.
///
/// ```
/// use codegen::dialect::DialectName;
/// use codegen::import::dialect_of;
///
/// assert_eq!(dialect_of(["create table t (id serial)"]), Some(DialectName::Postgres));
/// assert_eq!(dialect_of(["create table t (id integer primary key autoincrement)"]), Some(DialectName::Sqlite));
/// assert_eq!(dialect_of(["create table t (id integer)"]), None);
/// ```
pub fn dialect_of<'a>(texts: impl IntoIterator<Item = &'a str>) -> Option<DialectName> {
    let mut found = None;
    for text in texts {
        for dialect in DialectName::ALL {
            let own = dialect.dialect().own_words();
            let mut words = text.split(|character: char| !(character.is_alphanumeric() || character == '_'));
            if !words.any(|word| own.iter().any(|own| word.eq_ignore_ascii_case(own))) {
                continue;
            }
            if found.is_some_and(|found| found != dialect) {
                return None;
            }
            found = Some(dialect);
        }
    }
    found
}
