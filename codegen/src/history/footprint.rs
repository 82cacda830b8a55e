//! Which things a migration touches, so that two migrations can be known to be independent.

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::catalog::{Catalog, Column, ForeignKey, ObjectName, SqlObject, Table, TypeName};
use crate::diff::{Change, Record, TableChange};

/// What a list of changes touches; each as `table user`, `type order_state`, `namespace sales`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Footprint {
    /// Things that are made, altered or dropped.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub changes: BTreeSet<String>,
    /// Things that must be as they are: tables that a foreign key points at, types of columns.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub uses: BTreeSet<String>,
}

/// For messages: what is changed; what is only used does not matter to most readers.
impl fmt::Display for Footprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let things: Vec<_> = self.changes.iter().map(String::as_str).collect();
        match things.as_slice() {
            [] => f.write_str("nothing"),
            things => f.write_str(&things.join(", ")),
        }
    }
}

impl Footprint {
    /// The footprint of changes that lead to `next`.
    ///
    /// A table is the smallest thing: SQLite alters most of what a table has by making it anew, with all of its columns
    /// and foreign keys as they were when the migration was made, so two migrations that alter different columns of it do
    /// not go together. For the same reason an altered table uses all tables that it points at, by whatever foreign key,
    /// and all types of its columns.
    pub fn of(changes: &[Change], next: &Catalog) -> Self {
        let mut footprint = Self::default();
        for change in changes {
            footprint.change(change, next);
        }
        footprint.uses = &footprint.uses - &footprint.changes;
        footprint
    }

    /// What one of them changes and the other changes or uses.
    pub fn common(&self, other: &Self) -> BTreeSet<String> {
        let mut common = &self.changes & &other.changes;
        common.extend(&self.changes & &other.uses);
        common.extend(&self.uses & &other.changes);
        common
    }

    fn change(&mut self, change: &Change, next: &Catalog) {
        match change {
            Change::RenameTable { from, to } => {
                self.changes_table(from);
                self.altered(to, next);
            }
            Change::RenameColumn { table: name, .. }
            | Change::RenameConstraint { table: name, .. }
            | Change::RenameIndex { table: name, .. } => self.altered(name, next),
            Change::RenameEnum { from, to } => {
                self.changes_type(from);
                self.changes_type(to);
            }
            Change::CreateNamespace { name, .. }
            | Change::DropNamespace { name, .. }
            | Change::CommentNamespace { name, .. } => self.changes(namespace(name)),
            Change::CreateEnum { object } | Change::DropEnum { object } => self.changes_type(&object.name),
            Change::AlterEnum(change) => self.changes_type(&change.object.next.name),
            Change::CreateTable { object } | Change::DropTable { object } => self.table(object),
            Change::AlterTable { table: name, changes } => {
                self.altered(name, next);
                for change in changes {
                    self.table_change(change);
                }
            }
            Change::CreateObject { object } | Change::DropObject { object } => self.object(object),
            Change::AlterObject { object } => {
                self.object(&object.previous);
                self.object(&object.next);
            }
            // Only the snapshot knows these, and it must come out the same as well.
            Change::Record(
                Record::TableKey { table, .. }
                | Record::ColumnKey { table, .. }
                | Record::Form { table, .. }
                | Record::TextEnum { table, .. },
            ) => self.changes_table(table),
            Change::Record(Record::Expansion { expansion }) => {
                let both = [&expansion.previous, &expansion.next];
                for expansion in both.into_iter().flatten() {
                    self.changes_table(&expansion.table);
                }
            }
            Change::Record(Record::EnumKey { enumeration, .. }) => self.changes_type(enumeration),
            Change::Record(Record::Object { object }) => self.object(&object.next),
        }
    }

    /// A view, function or the like, with all that it stands on.
    fn object(&mut self, object: &SqlObject) {
        self.changes.insert(object.id.to_string());
        self.uses.extend(object.objects().map(ToString::to_string));
        self.uses.extend(object.tables().into_iter().map(table));
    }

    /// A table that stays.
    fn altered(&mut self, name: &ObjectName, next: &Catalog) {
        match next.tables.get(name) {
            Some(object) => self.table(object),
            None => self.changes_table(name),
        }
    }

    /// A table with all that it needs.
    fn table(&mut self, object: &Table) {
        self.changes_table(&object.name);
        object.columns.iter().for_each(|column| self.column(column));
        object.foreign_keys.iter().for_each(|key| self.foreign_key(key));
        object.parents().for_each(|parent| self.uses(table(parent)));
    }

    fn table_change(&mut self, change: &TableChange) {
        match change {
            TableChange::AddColumn { column, .. } | TableChange::DropColumn { column } => self.column(column),
            TableChange::AlterColumn { column, .. } => {
                self.column(&column.previous);
                self.column(&column.next);
            }
            TableChange::Leave { parts, columns } | TableChange::Join { parts, columns } => {
                let parents = parts.partition_of.iter().map(|of| &of.parent).chain(&parts.inherits);
                for parent in parents {
                    self.uses(table(parent));
                }
                for column in columns {
                    self.column(column);
                }
            }
            TableChange::ForeignKey { foreign_key } => {
                for key in [&foreign_key.previous, &foreign_key.next].into_iter().flatten() {
                    self.foreign_key(key);
                }
            }
            TableChange::Comment { .. }
            | TableChange::Options { .. }
            | TableChange::Partitioning { .. }
            | TableChange::PrimaryKey { .. }
            | TableChange::Unique { .. }
            | TableChange::Check { .. }
            | TableChange::Index { .. } => {}
        }
    }

    fn column(&mut self, column: &Column) {
        if let TypeName::Enum(name) = &column.r#type.r#type {
            self.uses(r#type(name));
        }
        if let Some(name) = &column.text_enum {
            self.uses(r#type(name));
        }
    }

    fn foreign_key(&mut self, key: &ForeignKey) {
        self.uses(table(&key.references));
    }

    fn changes_table(&mut self, name: &ObjectName) {
        self.changes(table(name));
        self.uses.extend(name.namespace.as_deref().map(namespace));
    }

    fn changes_type(&mut self, name: &ObjectName) {
        self.changes(r#type(name));
        self.uses.extend(name.namespace.as_deref().map(namespace));
    }

    fn changes(&mut self, thing: String) {
        self.changes.insert(thing);
    }

    fn uses(&mut self, thing: String) {
        self.uses.insert(thing);
    }
}

/// The names that changes give to things which share a namespace with others of their kind: tables, types and indexes
/// have one together on PostgreSQL, tables and indexes on SQLite.
pub(super) fn made_names(changes: &[Change]) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let within = |table: &ObjectName, name: &str| ObjectName::in_namespace(table.namespace.clone(), name).to_string();
    for change in changes {
        match change {
            Change::CreateTable { object } => {
                names.insert(object.name.to_string());
                let keys = object.primary_key.iter().map(|key| &key.name);
                let uniques = object.uniques.iter().map(|unique| &unique.name);
                let indexes = object.indexes.iter().map(|index| &index.name);
                let all = keys.chain(uniques).chain(indexes);
                names.extend(all.map(|name| within(&object.name, name)));
            }
            Change::CreateEnum { object } => {
                names.insert(object.name.to_string());
            }
            Change::RenameTable { to, .. } | Change::RenameEnum { to, .. } => {
                names.insert(to.to_string());
            }
            Change::RenameConstraint { table, to, .. } | Change::RenameIndex { table, to, .. } => {
                names.insert(within(table, to));
            }
            Change::AlterTable { table, changes } => {
                let made = changes.iter().filter_map(|change| match change {
                    TableChange::PrimaryKey { key } => key.next.as_ref().map(|key| &key.name),
                    TableChange::Unique { unique } => unique.next.as_ref().map(|unique| &unique.name),
                    TableChange::Index { index } => index.next.as_ref().map(|index| &index.name),
                    _ => None,
                });
                names.extend(made.map(|name| within(table, name)));
            }
            _ => {}
        }
    }
    names
}

fn table(name: &ObjectName) -> String {
    format!("table {name}")
}

fn r#type(name: &ObjectName) -> String {
    format!("type {name}")
}

fn namespace(name: &str) -> String {
    format!("namespace {name}")
}
