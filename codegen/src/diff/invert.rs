//! The way back.

use std::collections::BTreeMap;

use super::compare::compare;
use super::displaced::make_way;
use super::placeholder;
use super::rename::{Names, Renames};
use super::resolve::Resolved;
use super::{Change, EnumChange};
use crate::catalog::{Catalog, Hints, ObjectName, Pair};

/// The changes from `pair.next` back to `pair.previous`, where `changes` are those from `previous` to `next`: renames
/// are taken back, and everything else is compared anew.
///
/// Values do not come back: a value of an enum that was replaced has no rows (unless what took its place is new and goes:
/// then it gets them back), and a column that was dropped is empty (a NOT NULL one holds a neutral value).
/// Where something new took a name that a rename had freed, it is moved out of the way before it goes:
/// `user` renamed to `person` and a new `user` made is undone by `user` to `user_dropped`, `person` to `user`, and
/// `user_dropped` dropped.
pub fn invert(pair: Pair<&Catalog>, changes: &[Change]) -> Vec<Change> {
    let back = pair.flip();
    let mut renames = Renames::default();
    for change in changes {
        renames.take(change);
    }
    let mut resolved = Resolved {
        values: values(&renames, changes),
        replaced: replaced(&renames, changes),
        renames: flipped(renames),
        ..Resolved::default()
    };
    make_way(back, &mut resolved.renames);
    let mut changes = compare(back, resolved, &Hints::default()).changes;
    placeholder::fill(back, &mut changes);
    changes
}

fn flipped(renames: Renames) -> Renames {
    fn flip<N: Ord>(names: BTreeMap<N, N>) -> BTreeMap<N, N> {
        names.into_iter().map(|(from, to)| (to, from)).collect()
    }
    let before: BTreeMap<ObjectName, ObjectName> = flip(renames.tables.clone());
    let within = |scopes: BTreeMap<ObjectName, Names>| -> BTreeMap<ObjectName, Names> {
        let scopes = scopes.into_iter();
        scopes
            .map(|(table, names)| (before.get(&table).cloned().unwrap_or(table), flip(names)))
            .collect()
    };
    Renames {
        columns: within(renames.columns),
        constraints: within(renames.constraints),
        indexes: within(renames.indexes),
        enums: flip(renames.enums),
        tables: before,
    }
}

/// Renamed values, by the name that their enum gets back.
fn values(renames: &Renames, changes: &[Change]) -> BTreeMap<ObjectName, Names> {
    let before: BTreeMap<&ObjectName, &ObjectName> = renames.enums.iter().map(|(from, to)| (to, from)).collect();
    let enums = changes.iter().filter_map(|change| match change {
        Change::AlterEnum(change) if !change.renamed.is_empty() => Some(change),
        _ => None,
    });
    enums
        .map(|EnumChange { object, renamed, .. }| {
            let name = before.get(&object.next.name).copied().unwrap_or(&object.next.name);
            let values = renamed.iter().map(|(from, to)| (to.clone(), from.clone())).collect();
            (name.clone(), values)
        })
        .collect()
}

/// What rows get whose value goes on the way back: the value that it replaced. `a` replaced by a new `b` is undone by `b`
/// replaced by `a`.
fn replaced(renames: &Renames, changes: &[Change]) -> BTreeMap<ObjectName, Names> {
    let before: BTreeMap<&ObjectName, &ObjectName> = renames.enums.iter().map(|(from, to)| (to, from)).collect();
    let mut enums = BTreeMap::new();
    for change in changes {
        let Change::AlterEnum(change) = change else { continue };
        let name = &change.object.next.name;
        let is_new = |value: &String| {
            let renamed = change.renamed.values().any(|to| to == value);
            !renamed && !change.object.previous.values.contains(value)
        };
        let mut values = Names::new();
        for (from, to) in change.replaced.iter().filter(|(_, to)| is_new(to)) {
            values.entry(to.clone()).or_insert_with(|| from.clone());
        }
        if !values.is_empty() {
            enums.insert(before.get(name).copied().unwrap_or(name).clone(), values);
        }
    }
    enums
}
