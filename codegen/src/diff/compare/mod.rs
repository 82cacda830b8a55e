//! The previous catalog, as renamed, against the next one: everything is matched by its name.

mod constraint;
mod enumeration;
mod expansion;
mod merge;
mod object;
mod table;

use std::collections::BTreeSet;

use merge::{Merged, merge};

use super::rename::Renamed;
use super::resolve::Resolved;
use super::{Change, Diff, Record};
use crate::catalog::{Catalog, Hints, ObjectName, Pair};

/// What a comparison gathers.
#[derive(Default)]
struct Found {
    changes: Vec<Change>,
    /// Kept apart: they are worth nothing alone.
    records: Vec<Record>,
    used_hints: BTreeSet<String>,
}

/// Compares catalogs whose renames are known. `hints` are asked for backfills and casts.
pub(super) fn compare(pair: Pair<&Catalog>, mut resolved: Resolved, hints: &Hints) -> Diff {
    let said = constraint::ConstraintRenames::taken_from(&mut resolved.renames);
    let mut renamed = Renamed::new(pair.previous, &resolved.renames);
    let differing = differing_tables(&renamed, pair.next);
    let constraints = constraint::match_by_content(&renamed, pair.next, &differing, &said);
    constraints.apply(&mut renamed);
    let mut found = Found::default();
    namespaces(pair, &mut found);
    enumeration::compare(&renamed, pair.next, &resolved, &mut found);
    object::compare(pair, &mut found);
    expansion::compare(pair, &mut found);
    table::compare(&renamed, pair.next, &differing, hints, &mut found);
    drop(renamed);
    constraints.put_into(&mut resolved.renames);
    finish(resolved, found)
}

/// Tables that stay and are not equal: most are, and equality is cheap.
fn differing_tables<'a>(renamed: &Renamed<'_>, next: &'a Catalog) -> BTreeSet<&'a ObjectName> {
    (next.tables.iter())
        .filter(|(name, table)| renamed.tables.get(name).is_some_and(|previous| **previous != **table))
        .map(|(name, _)| name)
        .collect()
}

fn namespaces(pair: Pair<&Catalog>, found: &mut Found) {
    for merged in merge(&pair.previous.namespaces, &pair.next.namespaces) {
        let change = match merged {
            Merged::Previous(name, comment) => Change::DropNamespace {
                name: name.clone(),
                comment: comment.clone(),
            },
            Merged::Next(name, comment) => Change::CreateNamespace {
                name: name.clone(),
                comment: comment.clone(),
            },
            Merged::Both(_, comment) if comment.previous == comment.next => continue,
            Merged::Both(name, comment) => Change::CommentNamespace {
                name: name.clone(),
                comment: comment.map(Clone::clone),
            },
        };
        found.changes.push(change);
    }
}

/// Renames, then what comes into being, then what differs, then what goes.
fn finish(resolved: Resolved, found: Found) -> Diff {
    let mut used_hints = resolved.used_hints;
    used_hints.extend(found.used_hints);
    let mut changes: Vec<Change> = resolved.renames.into_changes().collect();
    let mut rest = found.changes;
    rest.sort_by_key(order);
    changes.extend(rest);
    if !changes.is_empty() {
        changes.extend(found.records.into_iter().map(Change::Record));
    }
    Diff { changes, used_hints }
}

/// Where a change stands in a list. It is a readable order; the one in which statements can run is worked out later.
fn order(change: &Change) -> u8 {
    match change {
        Change::RenameTable { .. }
        | Change::RenameColumn { .. }
        | Change::RenameEnum { .. }
        | Change::RenameConstraint { .. }
        | Change::RenameIndex { .. } => 0,
        Change::CreateNamespace { .. } | Change::CommentNamespace { .. } => 1,
        Change::CreateEnum { .. } => 2,
        Change::AlterEnum(_) => 3,
        Change::CreateTable { .. } => 4,
        Change::AlterTable { .. } => 5,
        Change::CreateObject { .. } | Change::AlterObject { .. } => 6,
        Change::DropObject { .. } => 7,
        Change::DropTable { .. } => 8,
        Change::DropEnum { .. } => 9,
        Change::DropNamespace { .. } => 10,
        Change::Record(_) => 11,
    }
}
