//! Keys, constraints and indexes.

use crate::dialect::{DialectName, PerDialect};
use crate::schema::{ColumnId, TableId};
use crate::source::Span;

/// A primary key.
#[derive(Debug, Clone)]
pub struct Key {
    /// The authored name.
    pub name: Option<String>,
    /// Its columns in order.
    pub columns: Vec<ColumnId>,
    /// Where it stands.
    pub span: Span,
}

/// A unique constraint.
#[derive(Debug, Clone)]
pub struct Unique {
    /// The authored name.
    pub name: Option<String>,
    /// Its columns in order.
    pub columns: Vec<ColumnId>,
    /// Whether two NULLs clash.
    pub nulls_not_distinct: bool,
    /// When it is checked.
    pub deferrable: Option<Deferrable>,
    /// The one dialect it exists in, if not in all.
    pub only: Option<DialectName>,
    /// The name it had before.
    pub renamed_from: Option<String>,
    /// Where it stands.
    pub span: Span,
}

/// A check.
#[derive(Debug, Clone)]
pub struct Check {
    /// The authored name.
    pub name: Option<String>,
    /// The column it was written at, for its derived name.
    pub column: Option<ColumnId>,
    /// The SQL; parsed for each dialect it is for.
    pub expression: PerDialect<String>,
    /// The one dialect it exists in, if not in all.
    pub only: Option<DialectName>,
    /// The name it had before.
    pub renamed_from: Option<String>,
    /// Where it stands.
    pub span: Span,
}

/// An index.
#[derive(Debug, Clone)]
pub struct Index {
    /// The authored name.
    pub name: Option<String>,
    /// Its parts in order.
    pub parts: Vec<IndexPart>,
    /// Whether it is unique.
    pub unique: bool,
    /// Whether two NULLs clash in a unique one.
    pub nulls_not_distinct: bool,
    /// Its predicate.
    pub predicate: Option<PerDialect<String>>,
    /// Columns it carries besides.
    pub include: Vec<ColumnId>,
    /// btree, gin, gist, hash, brin …
    pub method: Option<String>,
    /// The one dialect it exists in, if not in all.
    pub only: Option<DialectName>,
    /// The name it had before.
    pub renamed_from: Option<String>,
    /// Where it stands.
    pub span: Span,
}

/// A part of an index.
#[derive(Debug, Clone)]
pub struct IndexPart {
    /// What is indexed.
    pub key: IndexKey,
    /// Whether it descends.
    pub descending: bool,
    /// Where NULLs go, if said.
    pub nulls: Option<Nulls>,
    /// The operator class.
    pub opclass: Option<String>,
    /// The collation.
    pub collation: Option<String>,
}

/// What a part of an index indexes.
#[derive(Debug, Clone)]
pub enum IndexKey {
    /// A column.
    Column(ColumnId),
    /// SQL text.
    Expression(PerDialect<String>),
}

/// Where NULLs go in an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Nulls {
    /// Before all.
    First,
    /// After all.
    Last,
}

/// By what rule a row finds its partition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartitionStrategy {
    /// By the range that its value lies in.
    Range,
    /// By the list that its value is in.
    List,
    /// By a hash of its value.
    Hash,
}

impl PartitionStrategy {
    /// As it is written in SQL.
    pub const fn sql(self) -> &'static str {
        match self {
            Self::Range => "RANGE",
            Self::List => "LIST",
            Self::Hash => "HASH",
        }
    }
}

/// A foreign key.
#[derive(Debug, Clone)]
pub struct ForeignKey {
    /// The authored name.
    pub name: Option<String>,
    /// Its columns.
    pub columns: Vec<ColumnId>,
    /// The table pointed at.
    pub references: TableId,
    /// Its columns there; as many, and a key or unique of that table.
    pub referenced_columns: Vec<ColumnId>,
    /// When the row pointed at goes.
    pub on_delete: Action,
    /// When its key changes.
    pub on_update: Action,
    /// When it is checked.
    pub deferrable: Option<Deferrable>,
    /// Whether lowering adds an index (`index = false` opts out).
    pub index: bool,
    /// The one dialect it exists in, if not in all.
    pub only: Option<DialectName>,
    /// The name it had before.
    pub renamed_from: Option<String>,
    /// Where it stands.
    pub span: Span,
}

/// What a foreign key does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Error, at the end of the statement or transaction.
    #[default]
    NoAction,
    /// Error at once.
    Restrict,
    /// The same to the rows that point.
    Cascade,
    /// NULL.
    SetNull,
    /// The default.
    SetDefault,
}

/// When a deferrable constraint is checked unless a transaction says otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deferrable {
    /// After each statement.
    InitiallyImmediate,
    /// At COMMIT.
    InitiallyDeferred,
}
