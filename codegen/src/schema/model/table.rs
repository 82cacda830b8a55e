//! Tables.

use crate::dialect::DialectName;
use crate::schema::PartitionStrategy;
use crate::schema::{
    Check, Column, ColumnId, ForeignKey, Index, IndexPart, Key, Relation, Scope, Serde, TableId, Unique,
};
use crate::source::Span;

/// A table. Everything it says names columns by [`ColumnId`].
#[derive(Debug, Clone)]
pub struct Table {
    /// The logical key, unique over all files.
    pub key: String,
    /// The name in the database.
    pub name: String,
    /// Its namespace.
    pub namespace: Option<String>,
    /// The Rust type name.
    pub rust_name: String,
    /// Index in [`Schema::modules`] of the module it lives in.
    pub module: Option<usize>,
    /// Documentation and database comment.
    pub comment: Option<String>,
    /// The one dialect it exists in, if not in all.
    pub only: Option<DialectName>,
    /// `STRICT` (SQLite).
    pub strict: bool,
    /// `WITHOUT ROWID` (SQLite).
    pub without_rowid: bool,
    /// How its rows are dealt out among partitions.
    pub partitioning: Option<Partitioning>,
    /// Which rows of which table it holds. It has no model: the other table's is theirs.
    pub partition_of: Option<PartitionOf>,
    /// The tables whose columns it also has.
    pub inherits: Vec<TableId>,
    /// How many columns it has of other tables; they come first.
    pub inherited: usize,
    /// Its own columns in order, then those of its mixins.
    pub columns: Vec<Column>,
    /// The primary key, if any.
    pub primary_key: Option<Key>,
    /// Unique constraints, those of single columns included.
    pub uniques: Vec<Unique>,
    /// Checks, those of single columns included.
    pub checks: Vec<Check>,
    /// Indexes, without those that foreign keys imply: lowering adds them.
    pub indexes: Vec<Index>,
    /// Foreign keys, those of single columns included.
    pub foreign_keys: Vec<ForeignKey>,
    /// Relations, by name.
    pub relations: Vec<Relation>,
    /// Whom its rows belong to.
    pub scope: Option<Scope>,
    /// serde derives of its model, where they differ from the schema's.
    pub serde: Option<Serde>,
    /// The key it had before.
    pub renamed_from: Option<String>,
    /// Where it is declared.
    pub span: Span,
}

/// How the rows of a table are dealt out.
#[derive(Debug, Clone)]
pub struct Partitioning {
    /// By what rule.
    pub by: PartitionStrategy,
    /// By which columns and expressions.
    pub parts: Vec<IndexPart>,
    /// The one dialect in which they are, if not in all that the table is in.
    pub only: Option<DialectName>,
}

/// What a partition is one of.
#[derive(Debug, Clone)]
pub struct PartitionOf {
    /// The table.
    pub parent: TableId,
    /// Which of its rows.
    pub bound: String,
}

impl Table {
    /// Whether it has a model in Rust: partitions are reached through the table that they are partitions of.
    pub const fn has_model(&self) -> bool {
        self.partition_of.is_none()
    }

    /// The column behind an id.
    pub fn column(&self, id: ColumnId) -> &Column {
        &self.columns[id.0]
    }
}
