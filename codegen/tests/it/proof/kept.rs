//! What a migration must not touch.

use std::collections::BTreeMap;

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
/// another set of enum values.
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
    for table in pair.previous.tables.values() {
        let after = tables.get(&table.name).copied().unwrap_or(&table.name);
        let goes = |change: &Change| matches!(change, Change::DropTable { object } if object.name == *after);
        let Some(next) = pair.next.tables.get(after).filter(|_| !changes.iter().any(goes)) else {
            continue;
        };
        let mut names = (Vec::new(), Vec::new());
        for column in &table.columns {
            let to = columns.get(&(after, &*column.name)).copied().unwrap_or(&column.name);
            if next
                .column(to)
                .is_some_and(|next| !is_changed(changes, after, next, column))
            {
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
