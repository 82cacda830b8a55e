//! Which things of the previous catalog go on under another name in the next one.
//!
//! What the author (or a person who was asked) said comes first, then identity by logical key. Both are sets of
//! proposals, of which [`settle`] keeps those that can happen at once. Constraints and indexes that nobody spoke of come
//! later, in [`compare`](super::compare): they are matched by what they are.

mod by_key;
mod said;

use std::collections::{BTreeMap, BTreeSet};

use by_key::{Keys, match_names};
use said::Said;

use super::Decisions;
use super::displaced::{make_way_for_tables, make_way_within_tables};
use super::rename::{Names, Renames};
use super::settle::settle_said;
use crate::catalog::{Catalog, Column, Enum, Hints, ObjectName, Pair, RenameHint, Table};

/// What is known before anything is compared.
#[derive(Debug, Default)]
pub(super) struct Resolved {
    /// Tables, enums, columns; constraints and indexes as far as they were said.
    pub(super) renames: Renames,
    /// Enum (by its name after) → value before → value after.
    pub(super) values: BTreeMap<ObjectName, Names>,
    /// Enum (by its name after) → value that goes → value its rows get.
    pub(super) replaced: BTreeMap<ObjectName, Names>,
    /// Hints that had an effect so far.
    pub(super) used_hints: BTreeSet<String>,
}

/// Finds all renames.
pub(super) fn resolve(pair: Pair<&Catalog>, hints: &Hints, decisions: &Decisions) -> Resolved {
    let said = Said::new(decisions.renames.iter().chain(&hints.renamed));
    let mut resolved = Resolved::default();
    resolved.renames.tables = tables(pair, &said);
    resolved.renames.enums = enums(pair, &said);
    make_way_for_tables(pair, &mut resolved.renames);
    resolve_values(pair, &said, hints, &mut resolved);
    resolve_within_tables(pair, &said, &mut resolved.renames);
    make_way_within_tables(pair, &mut resolved.renames);
    if !hints.renamed.is_empty() {
        let ids: BTreeSet<String> = resolved.as_said(pair.previous).iter().map(RenameHint::id).collect();
        let used = hints.renamed.iter().map(RenameHint::id).filter(|id| ids.contains(id));
        resolved.used_hints.extend(used);
    }
    resolved
}

pub(super) fn table_key(table: &Table) -> &str {
    table.key.as_deref().unwrap_or(&table.name.name)
}

pub(super) fn enum_key(object: &Enum) -> &str {
    object.key.as_deref().unwrap_or(&object.name.name)
}

pub(super) fn column_key(column: &Column) -> &str {
    column.key.as_deref().unwrap_or(&column.name)
}

fn tables(pair: Pair<&Catalog>, said: &Said<'_>) -> BTreeMap<ObjectName, ObjectName> {
    let keys = pair.map(|catalog| -> Keys<'_, &ObjectName> {
        (catalog.tables.iter())
            .map(|(name, table)| (name, table_key(table)))
            .collect()
    });
    let renames = match_names(&keys, &said.tables, |from, to| from.namespace == to.namespace);
    renames
        .into_iter()
        .map(|(from, to)| (from.clone(), to.clone()))
        .collect()
}

fn enums(pair: Pair<&Catalog>, said: &Said<'_>) -> BTreeMap<ObjectName, ObjectName> {
    let keys = pair.map(|catalog| -> Keys<'_, &ObjectName> {
        (catalog.enums.iter())
            .map(|(name, object)| (name, enum_key(object)))
            .collect()
    });
    let mut renames = match_names(&keys, &said.enums, |from, to| from.namespace == to.namespace);
    renames.extend(enums_by_values(pair, &renames));
    renames
        .into_iter()
        .map(|(from, to)| (from.clone(), to.clone()))
        .collect()
}

/// An enum that vanishes while one with the very same values appears has another name: nothing but the name can differ,
/// so nothing is at stake.
fn enums_by_values<'a>(
    pair: Pair<&'a Catalog>,
    renames: &BTreeMap<&ObjectName, &ObjectName>,
) -> BTreeMap<&'a ObjectName, &'a ObjectName> {
    let taken: BTreeSet<&ObjectName> = renames.values().copied().collect();
    let mut vanished: BTreeMap<(bool, &[String]), &ObjectName> = (pair.previous.enums.iter())
        .filter(|(name, _)| !pair.next.enums.contains_key(*name) && !renames.contains_key(name))
        .map(|(name, object)| ((object.native, &object.values[..]), name))
        .collect();
    (pair.next.enums.iter())
        .filter(|(name, _)| !pair.previous.enums.contains_key(*name) && !taken.contains(name))
        .filter_map(|(name, object)| Some((vanished.remove(&(object.native, &object.values[..]))?, name)))
        .collect()
}

fn resolve_values(pair: Pair<&Catalog>, said: &Said<'_>, hints: &Hints, resolved: &mut Resolved) {
    for (before, previous) in &pair.previous.enums {
        let name = resolved.renames.enumeration(before);
        let Some(next) = pair.next.enums.get(name).filter(|next| next.values != previous.values) else {
            continue;
        };
        let values = Pair { previous, next }
            .map(|object| -> BTreeSet<&str> { object.values.iter().map(String::as_str).collect() });
        let candidates = (said.values.get(name).into_iter().flatten())
            .copied()
            .filter(|(from, to)| values.previous.contains(from) && values.next.contains(to));
        let renamed = settle_said(
            candidates,
            |value| values.previous.contains(value),
            |value| values.next.contains(value),
        );
        let taken: BTreeSet<&str> = renamed.values().copied().collect();
        let replaced: Names = (hints.replaced.get(name).into_iter().flatten())
            .filter(|(from, to)| {
                let goes = |value: &str| {
                    values.previous.contains(value) && (!values.next.contains(value) || taken.contains(value))
                };
                goes(from) && !renamed.contains_key(from.as_str()) && values.next.contains(to.as_str())
            })
            .map(|(from, to)| (from.clone(), to.clone()))
            .collect();
        for (from, to) in &replaced {
            resolved.used_hints.insert(Hints::replaced_id(name, from, to));
        }
        if !renamed.is_empty() {
            resolved.values.insert(name.clone(), owned(renamed));
        }
        if !replaced.is_empty() {
            resolved.replaced.insert(name.clone(), replaced);
        }
    }
}

fn resolve_within_tables(pair: Pair<&Catalog>, said: &Said<'_>, renames: &mut Renames) {
    for (before, previous) in &pair.previous.tables {
        let Some((name, next)) = pair.next.tables.get_key_value(renames.table(before)) else {
            continue;
        };
        let pair = Pair { previous, next };
        let columns_said = said.columns.get(name).map_or(&[][..], Vec::as_slice);
        if !columns_said.is_empty() || previous.columns != next.columns {
            let keys = pair.map(|table| -> Keys<'_, &str> {
                (table.columns.iter())
                    .map(|column| (column.name.as_str(), column_key(column)))
                    .collect()
            });
            insert(
                &mut renames.columns,
                name,
                match_names(&keys, columns_said, |_, _| true),
            );
        }
        if let Some(said) = said.constraints.get(name) {
            insert(
                &mut renames.constraints,
                name,
                by_name(&pair.map(constraint_names), said),
            );
        }
        if let Some(said) = said.indexes.get(name) {
            insert(&mut renames.indexes, name, by_name(&pair.map(index_names), said));
        }
    }
}

/// Renames of things that have a name and no key.
fn by_name<'a>(names: &Pair<BTreeSet<&'a str>>, said: &[(&'a str, &'a str)]) -> BTreeMap<&'a str, &'a str> {
    let candidates =
        (said.iter().copied()).filter(|(from, to)| names.previous.contains(from) && names.next.contains(to));
    settle_said(
        candidates,
        |name| names.previous.contains(name),
        |name| names.next.contains(name),
    )
}

fn constraint_names(table: &Table) -> BTreeSet<&str> {
    (table.primary_key.iter().map(|key| &key.name))
        .chain(table.uniques.iter().map(|unique| &unique.name))
        .chain(table.checks.iter().map(|check| &check.name))
        .chain(table.foreign_keys.iter().map(|foreign_key| &foreign_key.name))
        .map(String::as_str)
        .collect()
}

fn index_names(table: &Table) -> BTreeSet<&str> {
    table.indexes.iter().map(|index| index.name.as_str()).collect()
}

fn insert(scopes: &mut BTreeMap<ObjectName, Names>, scope: &ObjectName, names: BTreeMap<&str, &str>) {
    if !names.is_empty() {
        scopes.insert(scope.clone(), owned(names));
    }
}

fn owned(names: BTreeMap<&str, &str>) -> Names {
    names
        .into_iter()
        .map(|(from, to)| (from.to_owned(), to.to_owned()))
        .collect()
}

impl Resolved {
    /// All renames, as one would have said them.
    fn as_said(&self, previous: &Catalog) -> Vec<RenameHint> {
        let renames = &self.renames;
        let mut said = Vec::new();
        for (before, to) in &renames.tables {
            let from = previous.tables.get(before).map_or(&*before.name, table_key).to_owned();
            said.push(RenameHint::Table { from, to: to.clone() });
        }
        for (before, to) in &renames.enums {
            let from = previous.enums.get(before).map_or(&*before.name, enum_key).to_owned();
            said.push(RenameHint::Enum { from, to: to.clone() });
        }
        for (enumeration, from, to) in flat(&self.values) {
            said.push(RenameHint::EnumValue { enumeration, from, to });
        }
        let before: BTreeMap<&ObjectName, &ObjectName> = renames.tables.iter().map(|(from, to)| (to, from)).collect();
        for (table, from, to) in flat(&renames.columns) {
            let previous = previous.tables.get(*before.get(&table).unwrap_or(&&table));
            let column = previous.and_then(|previous| previous.column(&from));
            let from = column.map_or(&*from, column_key).to_owned();
            said.push(RenameHint::Column { table, from, to });
        }
        for (table, from, to) in flat(&renames.constraints) {
            said.push(RenameHint::Constraint { table, from, to });
        }
        for (table, from, to) in flat(&renames.indexes) {
            said.push(RenameHint::Index { table, from, to });
        }
        said
    }
}

fn flat(scopes: &BTreeMap<ObjectName, Names>) -> impl Iterator<Item = (ObjectName, String, String)> {
    let within = |(scope, names): (&ObjectName, &Names)| -> Vec<_> {
        names
            .iter()
            .map(|(from, to)| (scope.clone(), from.clone(), to.clone()))
            .collect()
    };
    scopes.iter().flat_map(within)
}
