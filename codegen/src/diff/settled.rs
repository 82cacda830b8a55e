//! Renames that can never happen any more, because their target was made anew, or was there already while nothing bore
//! the name that it is said to have had.

use std::collections::BTreeSet;

use super::resolve::{column_key, enum_key, table_key};
use super::{Change, TableChange};
use crate::catalog::{Catalog, Hints, ObjectName, RenameHint, Table};

/// The ids of rename hints whose targets these changes make, or that come too late.
///
/// They had no effect, and must have none later: two tables with stale hints that swap their names (in a history that
/// starts afresh, say) would be swapped by the next run; and what is said to have been `a` would be dropped for a new `a`
/// that goes one day.
pub(super) fn settled<'a>(
    previous: &'a Catalog,
    hints: &'a Hints,
    changes: &'a [Change],
) -> impl Iterator<Item = String> {
    let made = if hints.renamed.is_empty() {
        Made::default()
    } else {
        Made::by(changes)
    };
    hints
        .renamed
        .iter()
        .filter(move |hint| made.has(hint) || !changes.is_empty() && is_late(previous, hint))
        .map(RenameHint::id)
}

/// Whether the target is there, and nothing that it could have been.
fn is_late(previous: &Catalog, hint: &RenameHint) -> bool {
    match hint {
        RenameHint::Table { from, to } => {
            let mut tables = previous.tables.values();
            previous.tables.contains_key(to) && !tables.any(|table| table_key(table) == from)
        }
        RenameHint::Enum { from, to } => {
            let mut enums = previous.enums.values();
            previous.enums.contains_key(to) && !enums.any(|object| enum_key(object) == from)
        }
        RenameHint::Column { table, from, to } => previous.tables.get(table).is_some_and(|table| {
            let mut columns = table.columns.iter();
            table.column(to).is_some() && !columns.any(|column| column_key(column) == from)
        }),
        RenameHint::EnumValue { enumeration, from, to } => previous
            .enums
            .get(enumeration)
            .is_some_and(|object| object.values.contains(to) && !object.values.contains(from)),
        RenameHint::Constraint { table, from, to } => previous
            .tables
            .get(table)
            .is_some_and(|table| table.has_constraint(to) && !table.has_constraint(from)),
        RenameHint::Index { table, from, to } => previous.tables.get(table).is_some_and(|table| {
            let has = |name: &String| table.indexes.iter().any(|index| index.name == *name);
            has(to) && !has(from)
        }),
    }
}

/// What comes into being.
#[derive(Default)]
struct Made<'a> {
    tables: BTreeSet<&'a ObjectName>,
    enums: BTreeSet<&'a ObjectName>,
    columns: BTreeSet<(&'a ObjectName, &'a str)>,
    values: BTreeSet<(&'a ObjectName, &'a str)>,
    /// Constraints and indexes.
    parts: BTreeSet<(&'a ObjectName, &'a str)>,
}

impl<'a> Made<'a> {
    fn by(changes: &'a [Change]) -> Self {
        let mut made = Self::default();
        for change in changes {
            match change {
                Change::CreateTable { object } => made.table(object),
                Change::CreateEnum { object } => {
                    made.enums.insert(&object.name);
                    made.values
                        .extend(object.values.iter().map(|value| (&object.name, &**value)));
                }
                Change::AlterEnum(change) => {
                    let name = &change.object.next.name;
                    made.values
                        .extend(change.added().into_iter().map(|value| (name, value)));
                }
                Change::AlterTable { table, changes } => {
                    for change in changes {
                        made.within(table, change);
                    }
                }
                _ => {}
            }
        }
        made
    }

    fn table(&mut self, table: &'a Table) {
        let name = &table.name;
        self.tables.insert(name);
        self.columns
            .extend(table.columns.iter().map(|column| (name, &*column.name)));
        let parts = (table.primary_key.iter().map(|key| &key.name))
            .chain(table.uniques.iter().map(|unique| &unique.name))
            .chain(table.checks.iter().map(|check| &check.name))
            .chain(table.foreign_keys.iter().map(|key| &key.name))
            .chain(table.indexes.iter().map(|index| &index.name));
        self.parts.extend(parts.map(|part| (name, &**part)));
    }

    fn within(&mut self, table: &'a ObjectName, change: &'a TableChange) {
        let part = match change {
            TableChange::AddColumn { column, .. } => {
                self.columns.insert((table, &column.name));
                return;
            }
            TableChange::PrimaryKey { key } => key.next.as_ref().map(|key| &key.name),
            TableChange::Unique { unique } => unique.next.as_ref().map(|unique| &unique.name),
            TableChange::Check { check } => check.next.as_ref().map(|check| &check.name),
            TableChange::ForeignKey { foreign_key } => foreign_key.next.as_ref().map(|key| &key.name),
            TableChange::Index { index } => index.next.as_ref().map(|index| &index.name),
            _ => None,
        };
        self.parts.extend(part.map(|part| (table, &**part)));
    }

    fn has(&self, hint: &RenameHint) -> bool {
        match hint {
            RenameHint::Table { to, .. } => self.tables.contains(to),
            RenameHint::Enum { to, .. } => self.enums.contains(to),
            RenameHint::Column { table, to, .. } => self.columns.contains(&(table, &**to)),
            RenameHint::EnumValue { enumeration, to, .. } => self.values.contains(&(enumeration, &**to)),
            RenameHint::Constraint { table, to, .. } | RenameHint::Index { table, to, .. } => {
                self.parts.contains(&(table, &**to))
            }
        }
    }
}
