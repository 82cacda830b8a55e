//! Things that go while another takes their name.
//!
//! All renames of a list happen first and at once, so what holds a name that a rename gives to something else is renamed
//! itself, to a name that nothing has, and dropped under that one. People know it by the name that it had.

use std::collections::{BTreeMap, BTreeSet};

use super::rename::{Names, Renames};
use super::{Change, TableChange};
use crate::catalog::{Catalog, Column, ObjectName, Pair, Table};

/// Renames what holds the target of another rename and has no other name to go to; drops renames without source or
/// target.
pub(super) fn make_way(pair: Pair<&Catalog>, renames: &mut Renames) {
    make_way_for_tables(pair, renames);
    make_way_within_tables(pair, renames);
}

/// For tables and enums.
pub(super) fn make_way_for_tables(pair: Pair<&Catalog>, renames: &mut Renames) {
    let tables = pair.map(|catalog| &catalog.tables);
    let enums = pair.map(|catalog| &catalog.enums);
    let taken = |name: &ObjectName| {
        [pair.previous, pair.next]
            .iter()
            .any(|catalog| catalog.tables.contains_key(name) || catalog.enums.contains_key(name))
    };
    let another = |name: &ObjectName| {
        let in_namespace = |text| ObjectName::in_namespace(name.namespace.clone(), text);
        in_namespace(free_name(&name.name, |text| taken(&in_namespace(text.to_owned()))))
    };
    clear(
        &mut renames.tables,
        |name| tables.previous.contains_key(name),
        |name| tables.next.contains_key(name),
        another,
    );
    clear(
        &mut renames.enums,
        |name| enums.previous.contains_key(name),
        |name| enums.next.contains_key(name),
        another,
    );
}

/// For what is in tables.
pub(super) fn make_way_within_tables(pair: Pair<&Catalog>, renames: &mut Renames) {
    let before: BTreeMap<&ObjectName, &ObjectName> = renames.tables.iter().map(|(from, to)| (to, from)).collect();
    let tables = |name: &ObjectName| {
        let previous = pair.previous.tables.get(before.get(name).copied().unwrap_or(name))?;
        Some(Pair {
            previous,
            next: pair.next.tables.get(name)?,
        })
    };
    let clear_all = |scopes: &mut BTreeMap<ObjectName, Names>, has: fn(&Table, &str) -> bool| {
        scopes.retain(|table, names| {
            let Some(Pair { previous, next }) = tables(table) else {
                return false;
            };
            clear(
                names,
                |name| has(previous, name),
                |name| has(next, name),
                |name| free_name(name, |text| has(previous, text) || has(next, text)),
            );
            !names.is_empty()
        });
    };
    clear_all(&mut renames.columns, |table, name| table.column(name).is_some());
    clear_all(&mut renames.constraints, Table::has_constraint);
    clear_all(&mut renames.indexes, |table, name| {
        table.indexes.iter().any(|index| index.name == name)
    });
}

fn clear<N: Ord + Clone>(
    names: &mut BTreeMap<N, N>,
    is_before: impl Fn(&N) -> bool,
    is_after: impl Fn(&N) -> bool,
    another: impl Fn(&N) -> N,
) {
    names.retain(|from, to| is_before(from) && is_after(to));
    let in_the_way: Vec<N> = names
        .values()
        .filter(|to| is_before(to) && !names.contains_key(*to))
        .cloned()
        .collect();
    for name in in_the_way {
        let other = another(&name);
        names.insert(name, other);
    }
}

/// A name for what is about to be dropped; within PostgreSQL's limit of 63 bytes.
pub(super) fn free_name(name: &str, taken: impl Fn(&str) -> bool) -> String {
    let endings = std::iter::once("_dropped".to_owned()).chain((2_u64..).map(|number| format!("_dropped{number}")));
    let mut names = endings.map(|ending| {
        let mut length = name.len().min(63 - ending.len());
        while !name.is_char_boundary(length) {
            length -= 1;
        }
        format!("{}{ending}", &name[..length])
    });
    names.find(|name| !taken(name)).unwrap_or_default()
}

/// What goes under another name than it had, in a list of changes.
#[derive(Debug, Default)]
pub(super) struct Displaced<'a> {
    tables: BTreeMap<&'a ObjectName, &'a ObjectName>,
    enums: BTreeMap<&'a ObjectName, &'a ObjectName>,
    columns: BTreeMap<(&'a ObjectName, &'a str), &'a str>,
    /// Constraints and indexes.
    parts: BTreeMap<(&'a ObjectName, &'a str), &'a str>,
}

impl<'a> Displaced<'a> {
    pub(super) fn of(changes: &'a [Change]) -> Self {
        let mut displaced = Self::default();
        for change in changes {
            match change {
                Change::RenameTable { from, to } => drop(displaced.tables.insert(to, from)),
                Change::RenameEnum { from, to } => drop(displaced.enums.insert(to, from)),
                Change::RenameColumn { table, from, to } => drop(displaced.columns.insert((table, to), from)),
                Change::RenameConstraint { table, from, to } | Change::RenameIndex { table, from, to } => {
                    displaced.parts.insert((table, to), from);
                }
                _ => {}
            }
        }
        let mut gone = Gone::default();
        for change in changes {
            gone.take_in(change);
        }
        displaced.tables.retain(|name, _| gone.tables.contains(name));
        displaced.enums.retain(|name, _| gone.enums.contains(name));
        displaced.columns.retain(|column, _| gone.columns.contains(column));
        displaced.parts.retain(|part, _| gone.parts.contains(part));
        displaced
    }

    /// The name that a table which goes had.
    pub(super) fn table(&self, object: &'a Table) -> &'a ObjectName {
        self.tables.get(&object.name).copied().unwrap_or(&object.name)
    }

    /// The name that an enum which goes had.
    pub(super) fn enumeration(&self, name: &'a ObjectName) -> &'a ObjectName {
        self.enums.get(name).copied().unwrap_or(name)
    }

    /// The name that a column which goes had.
    pub(super) fn column(&self, table: &'a ObjectName, column: &'a Column) -> &'a str {
        let name = column.name.as_str();
        self.columns.get(&(table, name)).copied().unwrap_or(name)
    }

    /// The name that a constraint or index which goes had.
    pub(super) fn part(&self, table: &'a ObjectName, name: &'a str) -> &'a str {
        self.parts.get(&(table, name)).copied().unwrap_or(name)
    }

    /// Whether a change only moves something out of the way.
    pub(super) fn is_by_the_way(&self, change: &'a Change) -> bool {
        match change {
            Change::RenameTable { to, .. } => self.tables.contains_key(to),
            Change::RenameEnum { to, .. } => self.enums.contains_key(to),
            Change::RenameColumn { table, to, .. } => self.columns.contains_key(&(table, to.as_str())),
            Change::RenameConstraint { table, to, .. } | Change::RenameIndex { table, to, .. } => {
                self.parts.contains_key(&(table, to.as_str()))
            }
            _ => false,
        }
    }
}

/// What goes, by the name that it has then.
#[derive(Default)]
struct Gone<'a> {
    tables: BTreeSet<&'a ObjectName>,
    enums: BTreeSet<&'a ObjectName>,
    columns: BTreeSet<(&'a ObjectName, &'a str)>,
    parts: BTreeSet<(&'a ObjectName, &'a str)>,
}

impl<'a> Gone<'a> {
    fn take_in(&mut self, change: &'a Change) {
        match change {
            Change::DropTable { object } => {
                self.tables.insert(&object.name);
                let keys = object.primary_key.iter().map(|key| &key.name);
                let uniques = object.uniques.iter().map(|unique| &unique.name);
                let indexes = object.indexes.iter().map(|index| &index.name);
                let parts = keys.chain(uniques).chain(indexes);
                self.parts.extend(parts.map(|name| (&object.name, name.as_str())));
            }
            Change::DropEnum { object } => drop(self.enums.insert(&object.name)),
            Change::AlterTable { table, changes } => {
                for change in changes {
                    match change {
                        TableChange::DropColumn { column } => drop(self.columns.insert((table, &column.name))),
                        change => self.parts.extend(dropped_part(change).map(|name| (table, name))),
                    }
                }
            }
            _ => {}
        }
    }
}

fn dropped_part(change: &TableChange) -> Option<&str> {
    fn dropped<T>(pair: &Pair<Option<T>>, name: impl Fn(&T) -> &String) -> Option<&str> {
        match pair {
            Pair {
                previous: Some(item),
                next: None,
            } => Some(name(item)),
            _ => None,
        }
    }
    match change {
        // A table has one key, so one takes the place of another.
        TableChange::PrimaryKey { key } => key.previous.as_ref().map(|key| key.name.as_str()),
        TableChange::Unique { unique } => dropped(unique, |unique| &unique.name),
        TableChange::Check { check } => dropped(check, |check| &check.name),
        TableChange::ForeignKey { foreign_key } => dropped(foreign_key, |key| &key.name),
        TableChange::Index { index } => dropped(index, |index| &index.name),
        _ => None,
    }
}
