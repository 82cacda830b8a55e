//! What a database of one dialect holds, in that database's own words.
//!
//! Lowering, a snapshot, and introspection all give a [`Catalog`]; [`crate::diff`] sees nothing else. Column order is
//! kept for output and never compared; `key`s (logical names) are identity for renames and never compared either.

mod expansion;
pub(crate) mod format;
mod hints;
pub mod names;
mod object;
mod partition;
mod serialize;
pub mod snapshot;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::dialect::DialectName;
pub use expansion::Expansion;
pub use hints::{Hints, RenameHint};
pub use object::{Dependency, ObjectId, SqlObject, SqlObjects};
pub(crate) use partition::inherited_columns;
pub use partition::{Partition, PartitionKey};

pub use crate::schema::{Action, Deferrable, Identity, Nulls, PartitionStrategy};

/// `previous` and `next` travel together, so that no call swaps them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pair<T> {
    /// What is.
    pub previous: T,
    /// What is to be.
    pub next: T,
}

impl<T> Pair<T> {
    /// The way back.
    #[must_use]
    pub fn flip(self) -> Self {
        Self {
            previous: self.next,
            next: self.previous,
        }
    }

    /// The same of both.
    pub fn map<U>(self, mut f: impl FnMut(T) -> U) -> Pair<U> {
        Pair {
            previous: f(self.previous),
            next: f(self.next),
        }
    }
}

/// The name of a table or type: with its namespace where it is not the default one.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ObjectName {
    /// The namespace; `None` is the default (`public` on PostgreSQL).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    /// The name itself.
    pub name: String,
}

impl ObjectName {
    /// A name in the default namespace.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            namespace: None,
            name: name.into(),
        }
    }

    /// A name in a namespace.
    pub fn in_namespace(namespace: Option<String>, name: impl Into<String>) -> Self {
        Self {
            namespace,
            name: name.into(),
        }
    }
}

/// For messages: `sales.order_line`.
impl fmt::Display for ObjectName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.namespace {
            Some(namespace) => write!(f, "{namespace}.{}", self.name),
            None => f.write_str(&self.name),
        }
    }
}

/// All that a database holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Catalog {
    /// Whose words these are.
    pub dialect: DialectName,
    /// Namespaces besides the default one → comment.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub namespaces: BTreeMap<String, Option<String>>,
    /// Enums; those with [`Enum::native`] false are kept as text and a check.
    #[serde(default, with = "serialize::enums", skip_serializing_if = "BTreeMap::is_empty")]
    pub enums: BTreeMap<ObjectName, Enum>,
    /// Tables.
    #[serde(default, with = "serialize::tables", skip_serializing_if = "BTreeMap::is_empty")]
    pub tables: BTreeMap<ObjectName, Table>,
    /// All that has no form of its own here, as the server writes it.
    #[serde(default, with = "serialize::objects", skip_serializing_if = "BTreeMap::is_empty")]
    pub objects: SqlObjects,
    /// Columns that stand beside what takes their place. No database knows of it: what it sees are two columns and a trigger.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub expansions: BTreeSet<Expansion>,
}

impl Catalog {
    /// An empty database.
    pub fn empty(dialect: DialectName) -> Self {
        Self {
            dialect,
            namespaces: BTreeMap::new(),
            enums: BTreeMap::new(),
            tables: BTreeMap::new(),
            objects: SqlObjects::new(),
            expansions: BTreeSet::new(),
        }
    }
}

/// SQL text: as it was authored, and as the server gave it back when it was read from one.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Expression {
    /// As written by the author or by lowering; of an introspected catalog, the server's text.
    pub authored: String,
    /// The server's own form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub canonical: Option<String>,
}

impl Expression {
    /// Text that no server has seen yet.
    pub fn authored(text: impl Into<String>) -> Self {
        Self {
            authored: text.into(),
            canonical: None,
        }
    }
}

/// An enum.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enum {
    /// Its name.
    #[serde(flatten)]
    pub name: ObjectName,
    /// The logical key where it differs from the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// Whether the database has a type for it; else its columns are text with a check.
    pub native: bool,
    /// Its values in order.
    pub values: Vec<String>,
    /// Its comment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// A table. All names of columns in it are physical.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// Its name.
    #[serde(flatten)]
    pub name: ObjectName,
    /// The logical key where it differs from the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// Its comment (never set where the database has no comments).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// `STRICT` (SQLite).
    #[serde(default, skip_serializing_if = "is_false")]
    pub strict: bool,
    /// `WITHOUT ROWID` (SQLite).
    #[serde(default, skip_serializing_if = "is_false")]
    pub without_rowid: bool,
    /// How its rows are dealt out among partitions, where it holds none itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partition_key: Option<PartitionKey>,
    /// Which rows of which table it holds. Then it has the columns, keys, checks and indexes of that one, and what is said
    /// here is what it has besides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partition_of: Option<Partition>,
    /// The tables whose columns and checks it also has, in order; its own are said here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inherits: Vec<ObjectName>,
    /// Columns in order.
    pub columns: Vec<Column>,
    /// The primary key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub primary_key: Option<PrimaryKey>,
    /// Unique constraints, sorted by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub uniques: Vec<Unique>,
    /// Checks, sorted by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<Check>,
    /// Foreign keys, sorted by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub foreign_keys: Vec<ForeignKey>,
    /// Indexes that no constraint owns, sorted by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub indexes: Vec<Index>,
}

impl Table {
    /// The column of this name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// Whether a primary key, unique, check or foreign key has this name.
    pub fn has_constraint(&self, name: &str) -> bool {
        self.primary_key.as_ref().is_some_and(|key| key.name == name)
            || self.uniques.iter().any(|unique| unique.name == name)
            || self.checks.iter().any(|check| check.name == name)
            || self.foreign_keys.iter().any(|foreign_key| foreign_key.name == name)
    }
}

/// A column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// The logical key where it differs from the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// Its type.
    #[serde(flatten)]
    pub r#type: ColumnType,
    /// The enum whose values this text column holds, where the enum is not native; a check sees to it, unless they are in
    /// an array.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text_enum: Option<ObjectName>,
    /// In which form it holds its values, where the declared type says too little: the author's type, as `date` and
    /// `jsonb` are both TEXT on SQLite. `None` where the type says it all, and where it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<String>,
    /// Whether it may be NULL.
    #[serde(default, skip_serializing_if = "is_false")]
    pub nullable: bool,
    /// Its default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<Expression>,
    /// Whether the database numbers it (`AUTOINCREMENT` on SQLite).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity: Option<Identity>,
    /// Whether the database computes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub generated: Option<Generated>,
    /// Its collation where it is not the type's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collation: Option<String>,
    /// Its comment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

impl Column {
    /// Whether its values are lists: an array, or what stands for one where the database has none.
    pub fn is_array(&self) -> bool {
        self.r#type.array || self.form.as_deref().is_some_and(|form| form.ends_with("[]"))
    }
}

/// A physical type.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ColumnType {
    /// The type, or the element of the array.
    pub r#type: TypeName,
    /// Whether it is an array.
    #[serde(default, skip_serializing_if = "is_false")]
    pub array: bool,
}

/// What a physical type is called.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub enum TypeName {
    /// A type the server brings, as the server spells it: `character varying(255)` on PostgreSQL (`format_type`),
    /// `TEXT` on SQLite (the declared type; empty when there is none).
    BuiltIn(String),
    /// A native enum of this catalog.
    Enum(ObjectName),
}

/// A generated column's rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Generated {
    /// The SQL.
    pub expression: Expression,
    /// Whether the value is stored.
    pub stored: bool,
}

/// A primary key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrimaryKey {
    /// Its name.
    pub name: String,
    /// Its columns in order.
    pub columns: Vec<String>,
}

/// A unique constraint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unique {
    /// Its name.
    pub name: String,
    /// Its columns in order.
    pub columns: Vec<String>,
    /// Whether two NULLs clash.
    #[serde(default, skip_serializing_if = "is_false")]
    pub nulls_not_distinct: bool,
    /// When it is checked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deferrable: Option<Deferrable>,
}

/// A check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// Its name.
    pub name: String,
    /// What must not be false.
    pub expression: Expression,
}

/// A foreign key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForeignKey {
    /// Its name.
    pub name: String,
    /// Its columns.
    pub columns: Vec<String>,
    /// The table pointed at.
    pub references: ObjectName,
    /// The columns there.
    pub referenced_columns: Vec<String>,
    /// When the row pointed at goes.
    #[serde(default, skip_serializing_if = "is_default")]
    pub on_delete: Action,
    /// When its key changes.
    #[serde(default, skip_serializing_if = "is_default")]
    pub on_update: Action,
    /// When it is checked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deferrable: Option<Deferrable>,
}

/// An index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Index {
    /// Its name (in the namespace of its table).
    pub name: String,
    /// Its parts in order.
    pub parts: Vec<IndexPart>,
    /// Whether it is unique.
    #[serde(default, skip_serializing_if = "is_false")]
    pub unique: bool,
    /// Whether two NULLs clash in a unique one.
    #[serde(default, skip_serializing_if = "is_false")]
    pub nulls_not_distinct: bool,
    /// The access method where it is not the default one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// Columns it carries besides.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub include: Vec<String>,
    /// Which rows it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub predicate: Option<Expression>,
}

/// A part of an index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexPart {
    /// What is indexed.
    #[serde(flatten)]
    pub key: IndexKey,
    /// Whether it descends.
    #[serde(default, skip_serializing_if = "is_false")]
    pub descending: bool,
    /// Where NULLs go, where it is not the default of the order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nulls: Option<Nulls>,
    /// The operator class where it is not the default one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opclass: Option<String>,
    /// The collation where it is not the column's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collation: Option<String>,
}

/// What a part of an index indexes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IndexKey {
    /// A column.
    Column(String),
    /// An expression.
    Expression(Expression),
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_false(value: &bool) -> bool {
    !value
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
