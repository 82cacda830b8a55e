//! What PostgreSQL's steps create, use, drop and name: the vertices between them in the dependency graph.

use crate::catalog::{ObjectId, ObjectName};

/// Which state of an object. Renames come before everything else, so both states go by the next names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum When {
    /// As it was, under its next name.
    Before,
    /// As it is to be.
    After,
}

/// An object in one state, or a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Object<'a> {
    /// A namespace.
    Namespace(&'a str),
    /// An enum.
    Type(When, &'a ObjectName),
    /// The values of an enum by the names that they had.
    Values(&'a ObjectName),
    /// A table.
    Table(When, &'a ObjectName),
    /// A column of a table.
    Column(When, &'a ObjectName, &'a str),
    /// A constraint of a table.
    Constraint(When, &'a ObjectName, &'a str),
    /// An index of a table.
    Index(When, &'a ObjectName, &'a str),
    /// The indexes of a table that are built beside its use: what they stand in for goes after that.
    Built(&'a ObjectName),
    /// An object that is SQL.
    Tracked(When, &'a ObjectId),
    /// A table that nothing stands on that is in the way of its columns.
    Cleared(&'a ObjectName),
    /// A table that has all it needs.
    Equipped(&'a ObjectName),
    /// A table whose columns are what they are to be.
    Settled(&'a ObjectName),
    /// A table to which all has been done.
    Finished(&'a ObjectName),
    /// The state between two steps of one chain.
    Link(usize),

    /// A name among the tables and indexes of a namespace.
    RelationName(Option<&'a str>, &'a str),
    /// The names of the sequences in a namespace that go with their tables.
    SequenceNames(Option<&'a str>),
    /// A name among the types of a namespace; a table is one too.
    TypeName(Option<&'a str>, &'a str),
    /// A name among the constraints of a table.
    ConstraintName(&'a ObjectName, &'a str),
    /// A name among the columns of a table.
    ColumnName(&'a ObjectName, &'a str),
    /// The name of an object that is SQL.
    TrackedName(&'a ObjectId),
}

impl<'a> Object<'a> {
    /// The name of a table or index in the namespace of this table.
    pub(super) fn relation_name(table: &'a ObjectName, name: &'a str) -> Self {
        Self::RelationName(table.namespace.as_deref(), name)
    }

    /// The table that it is, or is in.
    pub(super) fn table(self) -> Option<&'a ObjectName> {
        match self {
            Self::Table(_, table)
            | Self::Column(_, table, _)
            | Self::Constraint(_, table, _)
            | Self::Index(_, table, _)
            | Self::ConstraintName(table, _)
            | Self::ColumnName(table, _) => Some(table),
            _ => None,
        }
    }

    /// The name of a type.
    pub(super) fn type_name(name: &'a ObjectName) -> Self {
        Self::TypeName(name.namespace.as_deref(), &name.name)
    }
}
