//! Which things a migration touches, so that two migrations can be known to be independent.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::catalog::{Column, ForeignKey, ObjectName, Table, TypeName};
use crate::diff::{Change, TableChange};

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

impl Footprint {
    /// The footprint of changes.
    pub fn of(changes: &[Change]) -> Self {
        let mut footprint = Self::default();
        for change in changes {
            footprint.change(change);
        }
        footprint.uses = &footprint.uses - &footprint.changes;
        footprint
    }

    fn change(&mut self, change: &Change) {
        match change {
            Change::RenameTable { from, to } => {
                self.changes(table(from));
                self.changes(table(to));
            }
            Change::RenameColumn { table: name, .. }
            | Change::RenameConstraint { table: name, .. }
            | Change::RenameIndex { table: name, .. } => self.changes(table(name)),
            Change::RenameEnum { from, to } => {
                self.changes(r#type(from));
                self.changes(r#type(to));
            }
            Change::CreateNamespace { name, .. }
            | Change::DropNamespace { name, .. }
            | Change::CommentNamespace { name, .. } => self.changes(namespace(name)),
            Change::CreateEnum { object } | Change::DropEnum { object } => self.changes(r#type(&object.name)),
            Change::AlterEnum(change) => self.changes(r#type(&change.object.next.name)),
            Change::CreateTable { object } | Change::DropTable { object } => self.table(object),
            Change::AlterTable { table: name, changes } => {
                self.changes(table(name));
                for change in changes {
                    self.table_change(change);
                }
            }
            Change::Record(_) => {}
        }
    }

    fn table(&mut self, object: &Table) {
        self.changes(table(&object.name));
        object.columns.iter().for_each(|column| self.column(column));
        object.foreign_keys.iter().for_each(|key| self.foreign_key(key));
    }

    fn table_change(&mut self, change: &TableChange) {
        match change {
            TableChange::AddColumn { column, .. } | TableChange::DropColumn { column } => self.column(column),
            TableChange::AlterColumn { column, .. } => {
                self.column(&column.previous);
                self.column(&column.next);
            }
            TableChange::ForeignKey { foreign_key } => {
                for key in [&foreign_key.previous, &foreign_key.next].into_iter().flatten() {
                    self.foreign_key(key);
                }
            }
            TableChange::Comment { .. }
            | TableChange::Options { .. }
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

    fn changes(&mut self, thing: String) {
        self.changes.insert(thing);
    }

    fn uses(&mut self, thing: String) {
        self.uses.insert(thing);
    }
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
