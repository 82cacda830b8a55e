//! `schema.toml` as written: its sections as typed values with places. Syntax only; meaning is [`crate::schema`]'s.
//!
//! A file is parsed into a tree with spans, and the tree is read key by key instead of through serde, which stops at the
//! first mistake: so all unknown keys and wrong types of all files are reported at once.

mod choice;
mod column;
mod constraint;
mod enumeration;
mod include;
mod partition;
mod reader;
mod settings;
mod table;
mod tracked;
mod value;
mod view;

use std::io;
use std::path::Path;

use crate::diagnostic::Diagnostics;
use crate::schema::Lint;
use crate::source::{SourceId, Sources, Spanned};

pub use choice::Order;
pub use column::{Column, ColumnReference, Generated, Reference};
pub use constraint::{Check, ForeignKey, Index, IndexKey, IndexPart, PrimaryKey, Unique};
pub use enumeration::{Enum, EnumValue};
pub use partition::{PartitionOf, Partitioning};
pub use settings::{Database, DialectSettings, Environment, Generate, Models, Namespace, Output};
pub use table::{Mixin, Parts, Relation, Table, Through};
pub use tracked::Tracked;
pub use value::{Default, DefaultValue, SqlText};

/// The root file and all that it includes.
#[derive(Debug, Clone)]
pub struct Document {
    /// The root file.
    pub root: SourceId,
    /// The folder of the root file, as its path was given.
    pub folder: std::path::PathBuf,
    /// `[database]`.
    pub database: Option<Database>,
    /// `[env.*]`.
    pub environments: Vec<Environment>,
    /// `[generate]`.
    pub generate: Generate,
    /// `[lint]`.
    pub lint: Lint,
    /// The Rust modules that includes make: the stems of their files.
    pub modules: Vec<Spanned<String>>,
    /// `[namespace.*]` of all files.
    pub namespaces: Vec<Namespace>,
    /// `[mixin.*]` of all files.
    pub mixins: Vec<Mixin>,
    /// `[enum.*]` of all files.
    pub enums: Vec<Enum>,
    /// `[table.*]` of all files.
    pub tables: Vec<Table>,
    /// What `[view.*]` and `[materialized_view.*]` of all files say of their models.
    pub views: Vec<Table>,
    /// `[view.*]`, `[function.*]`, `[object.*]` and the like of all files, and what tables have of it.
    pub tracked: Vec<Tracked>,
}

/// Reads the file `root` and the files it includes through `read`. `None` when the root cannot be read or is no TOML;
/// every other mistake leaves a document less what is wrong, so that later stages find theirs in the same run.
///
/// ```
/// use codegen::{diagnostic::Diagnostics, document, source::Sources};
/// use std::path::Path;
///
/// let text = "[database]\nname = \"shop\"\ndialects = [\"sqlite\"]\n[table.user.columns]\nid = \"bigint\"\n";
/// let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::new());
/// let read = |_: &Path| Ok(text.to_owned());
/// let document = document::read(Path::new("schema.toml"), &read, &mut sources, &mut diagnostics);
/// assert_eq!(document.expect("it is TOML").tables[0].key.value, "user");
/// assert!(diagnostics.is_empty());
/// ```
pub fn read(
    root: &Path,
    read: &dyn Fn(&Path) -> io::Result<String>,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Option<Document> {
    include::read(root, read, sources, diagnostics)
}
