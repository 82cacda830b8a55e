//! Objects that are written as SQL.

use crate::dialect::{DialectName, PerDialect};
use crate::schema::{TableId, TrackedId};
use crate::source::Span;

/// What an object is, as the sections of `schema.toml` tell it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TrackedKind {
    /// `[view.*]`.
    View,
    /// `[materialized_view.*]`.
    MaterializedView,
    /// `[function.*]`.
    Function,
    /// `[procedure.*]`.
    Procedure,
    /// `[aggregate.*]`.
    Aggregate,
    /// `[sequence.*]`.
    Sequence,
    /// `[domain.*]`.
    Domain,
    /// `[type.*]`.
    Type,
    /// `[extension.*]`.
    Extension,
    /// `[[table.*.trigger]]`.
    Trigger,
    /// `[[table.*.policy]]`.
    Policy,
    /// `[object.*]`.
    Other,
}

impl TrackedKind {
    /// Those that have a section of their own in a file.
    pub const SECTIONS: [Self; 10] = [
        Self::View,
        Self::MaterializedView,
        Self::Function,
        Self::Procedure,
        Self::Aggregate,
        Self::Sequence,
        Self::Domain,
        Self::Type,
        Self::Extension,
        Self::Other,
    ];

    /// The word of the section, which is also that of references: `view` in `view.active_user`.
    pub const fn section(self) -> &'static str {
        match self {
            Self::View => "view",
            Self::MaterializedView => "materialized_view",
            Self::Function => "function",
            Self::Procedure => "procedure",
            Self::Aggregate => "aggregate",
            Self::Sequence => "sequence",
            Self::Domain => "domain",
            Self::Type => "type",
            Self::Extension => "extension",
            Self::Trigger => "trigger",
            Self::Policy => "policy",
            Self::Other => "object",
        }
    }

    /// What a statement makes that makes one; `None` where it may be anything.
    pub const fn made(self) -> Option<&'static str> {
        Some(match self {
            Self::MaterializedView => "materialized view",
            Self::Other => return None,
            _ => self.section(),
        })
    }
}

/// An object that is written as SQL: a view, a function, a trigger.
#[derive(Debug, Clone)]
pub struct Tracked {
    /// Which section it is of.
    pub section: TrackedKind,
    /// What it is, in the words of its database: `view`, `comment on constraint`.
    pub kind: String,
    /// The logical key; of a trigger or policy its name.
    pub key: String,
    /// The name in the database; of a function perhaps with the types of its arguments.
    pub name: String,
    /// Its namespace.
    pub namespace: Option<String>,
    /// What it belongs to.
    pub owner: Option<TrackedReference>,
    /// The one dialect it exists in, if not in all.
    pub only: Option<DialectName>,
    /// The statements that make it.
    pub sql: PerDialect<String>,
    /// The statements that take it away.
    pub drop: PerDialect<String>,
    /// What must be there before it, as far as that is said.
    pub depends_on: Vec<TrackedReference>,
    /// Tables that it must be there before, as far as that is said.
    pub needed_by: Vec<TableId>,
    /// Where it is declared.
    pub span: Span,
}

/// What an object needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TrackedReference {
    /// A table, with all of its columns.
    Table(TableId),
    /// Another object.
    Object(TrackedId),
}
