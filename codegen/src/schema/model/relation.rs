//! Relations and scopes.

use crate::schema::{ColumnId, TableId};
use crate::source::Span;

/// A relation: how to walk from a row of this table to rows of another.
#[derive(Debug, Clone)]
pub struct Relation {
    /// Its name, also the Rust name.
    pub name: String,
    /// How.
    pub kind: RelationKind,
    /// Where it stands.
    pub span: Span,
}

/// How a relation walks. Foreign keys are indexes into [`Table::foreign_keys`] of the table named with them.
#[derive(Debug, Clone)]
pub enum RelationKind {
    /// Along a foreign key of this table.
    One {
        /// The table it leads to.
        target: TableId,
        /// The foreign key, of this table.
        foreign_key: usize,
    },
    /// To a table whose foreign key points here and is unique.
    OneBack {
        /// The table it leads to.
        target: TableId,
        /// The foreign key, of the target.
        foreign_key: usize,
    },
    /// To a table whose foreign key points here.
    Many {
        /// The table it leads to.
        target: TableId,
        /// The foreign key, of the target.
        foreign_key: usize,
    },
    /// Through a join table: its key to us, its key to them.
    ManyThrough {
        /// The table it leads to.
        target: TableId,
        /// The join table.
        through: TableId,
        /// Its foreign key to this table.
        from: usize,
        /// Its foreign key to the target.
        to: usize,
    },
}

/// Whom rows belong to.
#[derive(Debug, Clone)]
pub struct Scope {
    /// To-one foreign keys to follow, each an index into the foreign keys of the table reached so far.
    pub path: Vec<usize>,
    /// The table the path ends at.
    pub table: TableId,
    /// Its column that holds the owner.
    pub column: ColumnId,
    /// Whether policies of the database hold rows to it too, where there are such.
    pub row_security: bool,
    /// Where it stands.
    pub span: Span,
}
