//! The changes between two catalogs. `changes.json` of a migration holds them, and snapshots are rebuilt from them, so
//! each carries all that is needed to apply it to the previous catalog and to take it back from the next one.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::catalog::{
    Check, Column, Enum, Expansion, ForeignKey, Index, ObjectName, Pair, Partition, PartitionKey, PrimaryKey,
    SqlObject, Table, Unique,
};

/// One change. Renames stand before everything else in a list and happen all at once (so a swap is two renames);
/// every later change names things by their next names. Expressions follow renames, as the databases themselves see to.
///
/// A change that alters an object carries all of it after, its logical key included; [`Record`]s are for the rest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum Change {
    /// A table gets another name or namespace.
    RenameTable {
        /// Its name before.
        from: ObjectName,
        /// Its name after.
        to: ObjectName,
    },
    /// A column gets another name.
    RenameColumn {
        /// Its table's name after.
        table: ObjectName,
        /// Its name before.
        from: String,
        /// Its name after.
        to: String,
    },
    /// A type gets another name or namespace.
    RenameEnum {
        /// Its name before.
        from: ObjectName,
        /// Its name after.
        to: ObjectName,
    },
    /// A primary key, unique, check or foreign key gets another name.
    RenameConstraint {
        /// Its table's name after.
        table: ObjectName,
        /// Its name before.
        from: String,
        /// Its name after.
        to: String,
    },
    /// An index gets another name.
    RenameIndex {
        /// Its table's name after.
        table: ObjectName,
        /// Its name before.
        from: String,
        /// Its name after.
        to: String,
    },
    /// A namespace that was not there.
    CreateNamespace {
        /// Its name.
        name: String,
        /// Its comment.
        comment: Option<String>,
    },
    /// A namespace that goes.
    DropNamespace {
        /// Its name.
        name: String,
        /// Its comment.
        comment: Option<String>,
    },
    /// A namespace's comment.
    CommentNamespace {
        /// Its name.
        name: String,
        /// The comment before and after.
        comment: Pair<Option<String>>,
    },
    /// An enum that was not there.
    CreateEnum {
        /// All of it.
        object: Enum,
    },
    /// An enum that goes.
    DropEnum {
        /// All of it.
        object: Enum,
    },
    /// An enum whose values, storage or comment differ.
    AlterEnum(EnumChange),
    /// A table that was not there, with its constraints and indexes.
    CreateTable {
        /// All of it.
        object: Table,
    },
    /// A table that goes, with its constraints and indexes.
    DropTable {
        /// All of it.
        object: Table,
    },
    /// A table that stays and differs.
    AlterTable {
        /// Its name after.
        table: ObjectName,
        /// What differs.
        changes: Vec<TableChange>,
    },
    /// A view, function, trigger or the like that was not there.
    CreateObject {
        /// All of it.
        object: SqlObject,
    },
    /// One that goes.
    DropObject {
        /// All of it.
        object: SqlObject,
    },
    /// One that is made in another way.
    AlterObject {
        /// All of it, before and after.
        object: Box<Pair<SqlObject>>,
    },
    /// Something that only the snapshot knows. No statement comes of it.
    Record(Record),
}

/// What a snapshot records besides the database. A list of changes brings it up to date, and is never made for it
/// alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "record", rename_all = "snake_case")]
pub enum Record {
    /// The logical key of a table.
    TableKey {
        /// Its name after.
        table: ObjectName,
        /// The key before and after.
        key: Pair<Option<String>>,
    },
    /// The logical key of a column.
    ColumnKey {
        /// Its table's name after.
        table: ObjectName,
        /// Its name after.
        column: String,
        /// The key before and after.
        key: Pair<Option<String>>,
    },
    /// The logical key of an enum.
    EnumKey {
        /// Its name after.
        enumeration: ObjectName,
        /// The key before and after.
        key: Pair<Option<String>>,
    },
    /// In which form a column holds its values.
    Form {
        /// Its table's name after.
        table: ObjectName,
        /// The column's name after.
        column: String,
        /// The form before and after.
        form: Pair<Option<String>>,
    },
    /// Which enum's values the check on a text column holds.
    TextEnum {
        /// Its table's name after.
        table: ObjectName,
        /// The column's name after.
        column: String,
        /// The enum before (by its name after) and after.
        enumeration: Pair<Option<ObjectName>>,
    },
    /// A column stands beside what takes its place from here on (`previous` is none), or does no more (`next` is none).
    Expansion {
        /// Before and after.
        expansion: Pair<Option<Expansion>>,
    },
    /// What an object stands on.
    Object {
        /// All of it, before and after.
        object: Box<Pair<SqlObject>>,
    },
}

/// How an enum that stays differs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EnumChange {
    /// All of it, before (with the name after) and after.
    pub object: Pair<Enum>,
    /// Values that get another name: before → after.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub renamed: BTreeMap<String, String>,
    /// Values that go → the value their rows get. A removed value that is not in it loses its rows' value.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub replaced: BTreeMap<String, String>,
}

impl EnumChange {
    /// The value that the rows of a value before have after; none where it goes and nothing takes its place.
    pub fn fate<'a>(&'a self, value: &'a str) -> Option<&'a str> {
        if let Some(to) = self.renamed.get(value).or_else(|| self.replaced.get(value)) {
            return Some(to);
        }
        self.stays(value).then_some(value)
    }

    /// Whether a value goes on under its name.
    fn stays(&self, value: &str) -> bool {
        let is_there = self.object.next.values.iter().any(|next| next == value);
        // Another value may have been given its name.
        is_there && !self.renamed.contains_key(value) && !self.renamed.values().any(|to| to == value)
    }

    /// Values that are gone under any name, replaced ones among them, in order.
    pub fn removed(&self) -> Vec<&str> {
        let gone = |value: &&String| !self.stays(value) && !self.renamed.contains_key(*value);
        self.object
            .previous
            .values
            .iter()
            .filter(gone)
            .map(String::as_str)
            .collect()
    }

    /// Values that were not there under any name, in order.
    pub fn added(&self) -> Vec<&str> {
        let previous: BTreeSet<&String> = (self.object.previous.values.iter())
            .filter_map(|value| self.renamed.get(value).or_else(|| self.stays(value).then_some(value)))
            .collect();
        let new = |value: &&String| !previous.contains(value);
        self.object.next.values.iter().filter(new).map(String::as_str).collect()
    }
}

/// How a table that stays differs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum TableChange {
    /// The comment.
    Comment {
        /// Before and after.
        comment: Pair<Option<String>>,
    },
    /// Table options: `STRICT`, `WITHOUT ROWID`.
    Options {
        /// `STRICT` before and after.
        strict: Pair<bool>,
        /// `WITHOUT ROWID` before and after.
        without_rowid: Pair<bool>,
    },
    /// The table is no partition, or no child of others, any more: what it had of their columns is its own.
    Leave {
        /// What it was.
        parts: Parts,
        /// The columns that become its own.
        columns: Vec<Column>,
    },
    /// Its rows are dealt out in another way than before, or in none.
    Partitioning {
        /// How, before and after.
        key: Pair<Option<PartitionKey>>,
    },
    /// The table becomes a partition or a child of others: columns of theirs are not its own any more.
    Join {
        /// What it becomes.
        parts: Parts,
        /// The columns that were its own.
        columns: Vec<Column>,
    },
    /// A column that was not there.
    AddColumn {
        /// All of it.
        column: Column,
        /// SQL for the rows that are there.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        backfill: Option<String>,
    },
    /// A column that goes.
    DropColumn {
        /// All of it.
        column: Column,
    },
    /// A column whose type, nullability, default, identity, generation, collation or comment differs.
    AlterColumn {
        /// All of it, before (with the name after) and after.
        column: Box<Pair<Column>>,
        /// SQL for rows that are NULL, when it becomes NOT NULL.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        backfill: Option<String>,
        /// SQL that gives the new value from the old, when the type changes.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        using: Option<String>,
    },
    /// The primary key: added, dropped or other columns.
    PrimaryKey {
        /// Before and after.
        key: Pair<Option<PrimaryKey>>,
    },
    /// A unique constraint: added (`previous` is none), dropped (`next` is none) or altered (both).
    Unique {
        /// Before and after.
        unique: Pair<Option<Unique>>,
    },
    /// A check, likewise.
    Check {
        /// Before and after.
        check: Pair<Option<Check>>,
    },
    /// A foreign key, likewise.
    ForeignKey {
        /// Before and after.
        foreign_key: Pair<Option<ForeignKey>>,
    },
    /// An index, likewise.
    Index {
        /// Before and after.
        index: Pair<Option<Index>>,
    },
}

/// What a table is made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parts {
    /// Which rows of which table it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partition_of: Option<Partition>,
    /// The tables whose columns it also has.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inherits: Vec<ObjectName>,
}

impl Parts {
    /// Those of a table.
    pub fn of(table: &Table) -> Self {
        Self {
            partition_of: table.partition_of.clone(),
            inherits: table.inherits.clone(),
        }
    }

    /// Whether the table is made of no other.
    pub fn is_empty(&self) -> bool {
        self.partition_of.is_none() && self.inherits.is_empty()
    }
}
