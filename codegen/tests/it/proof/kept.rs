//! What a migration must not touch.

use std::collections::{BTreeMap, BTreeSet};

use codegen::catalog::{Catalog, Column, ObjectName, Pair};
use codegen::diff::{Change, EnumChange, TableChange};

use super::holds;
use crate::rows::{name, quote};

/// A table that stays, and its columns whose values must stay: as SQL, before and after.
#[derive(Debug)]
pub(crate) struct Kept {
    pub(crate) before: (String, Vec<String>),
    pub(crate) after: (String, Vec<String>),
}

/// What must stay: all but the columns of which the author says otherwise by another type, a rule for their values, or
/// another set of enum values. What a table has of another it must keep like its own; only the table that others are made
/// of gains and loses rows as they come and go, each with its own.
pub(crate) fn kept(pair: Pair<&Catalog>, changes: &[Change]) -> Vec<Kept> {
    let mut tables: BTreeMap<&ObjectName, &ObjectName> = BTreeMap::new();
    let mut columns: BTreeMap<(&ObjectName, &str), &str> = BTreeMap::new();
    for change in changes {
        match change {
            Change::RenameTable { from, to } => {
                tables.insert(from, to);
            }
            Change::RenameColumn { table, from, to } => {
                columns.insert((table, from.as_str()), to);
            }
            _ => {}
        }
    }
    let mut kept = Vec::new();
    let dealt_anew = dealt_anew(pair, changes);
    for table in pair.previous.tables.values() {
        let after = tables.get(&table.name).copied().unwrap_or(&table.name);
        let goes = |change: &Change| matches!(change, Change::DropTable { object } if object.name == *after);
        let Some(next) = pair.next.tables.get(after).filter(|_| !changes.iter().any(goes)) else {
            continue;
        };
        if dealt_anew.contains(after) || dealt_anew.contains(&table.name) {
            continue;
        }
        let above = pair.previous.ancestors(table).into_iter().map(|above| &above.name);
        let above = above.map(|name| tables.get(name).copied().unwrap_or(name));
        let above = above.chain(pair.next.ancestors(next).into_iter().map(|above| &above.name));
        let holders: BTreeSet<&ObjectName> = std::iter::once(after).chain(above).collect();
        let mut names = (Vec::new(), Vec::new());
        let next = pair.next.whole(next);
        for column in &pair.previous.whole(table).columns {
            let mut renamed = holders
                .iter()
                .filter_map(|holder| columns.get(&(*holder, column.name.as_str())));
            let to = renamed.next().copied().unwrap_or(&column.name);
            let is_changed = |next: &Column| holders.iter().any(|holder| is_changed(changes, holder, next, column));
            if next.column(to).is_some_and(|next| !is_changed(next)) {
                names.0.push(quote(&column.name));
                names.1.push(quote(to));
            }
        }
        kept.push(Kept {
            before: (name(&table.name), names.0),
            after: (name(after), names.1),
        });
    }
    kept
}

/// Tables that others, made of them, are taken from or come to.
fn dealt_anew<'a>(pair: Pair<&'a Catalog>, changes: &'a [Change]) -> BTreeSet<&'a ObjectName> {
    let moves = |change: &TableChange| matches!(change, TableChange::Leave { .. } | TableChange::Join { .. });
    let moved = changes.iter().filter_map(|change| match change {
        Change::DropTable { object } => Some(&object.name),
        Change::AlterTable { table, changes } if changes.iter().any(moves) => Some(table),
        _ => None,
    });
    // A table that is partitioned in another way keeps the rows of all its partitions, whichever of them has them.
    let is_anew = |name: &ObjectName| {
        changes.iter().any(|change| match change {
            Change::AlterTable { table, changes } if table == name => {
                (changes.iter()).any(|change| matches!(change, TableChange::Partitioning { .. }))
            }
            _ => false,
        })
    };
    let stays_in = |name: &ObjectName| {
        let of = pair
            .previous
            .tables
            .get(name)
            .and_then(|table| table.partition_of.as_ref());
        of.is_some_and(|of| is_anew(&of.parent))
    };
    let dealt = pair.previous.tables.keys().filter(|name| stays_in(name));
    let mut found: BTreeSet<&ObjectName> = dealt.collect();
    for name in moved.filter(|name| !stays_in(name)) {
        for catalog in [pair.previous, pair.next] {
            let above = catalog.tables.get(name).map(|table| catalog.ancestors(table));
            found.extend(above.into_iter().flatten().map(|table| &table.name));
        }
    }
    found
}

fn is_changed(changes: &[Change], table: &ObjectName, next: &Column, previous: &Column) -> bool {
    let retyped = |change: &TableChange| match change {
        TableChange::DropColumn { column } => column.name == next.name,
        TableChange::AlterColumn {
            column,
            backfill,
            using,
        } if column.next.name == next.name => {
            column.previous.r#type != column.next.r#type
                || column.previous.text_enum != column.next.text_enum
                || column.previous.form != column.next.form
                || backfill.is_some()
                || using.is_some()
        }
        _ => false,
    };
    next.generated.is_some()
        || previous.generated.is_some()
        || changes.iter().any(|change| match change {
            Change::AlterTable { table: own, changes } => own == table && changes.iter().any(retyped),
            Change::AlterEnum(change) => holds(next, &change.object.next.name) && moves_rows(change),
            _ => false,
        })
}

fn moves_rows(change: &EnumChange) -> bool {
    !change.renamed.is_empty() || !change.removed().is_empty()
}
