//! Foreign keys that make deleting slow, or that do not work.

use crate::catalog::ObjectName;
use crate::lint::known::{Known, Table};
use crate::lint::model::{Action, Change, ConstraintKind, Ident, Name, Reference};
use crate::lint::rule::Found;
use crate::lint::walk::At;

/// The foreign keys that a statement makes: columns and where they point.
fn made<'a>(at: &At<'a>) -> Vec<(Vec<&'a Ident>, &'a Reference)> {
    match &at.act.action {
        Action::CreateTable(table) => {
            let columns = table.columns.iter().filter_map(|column| {
                let references = column.references.as_ref()?;
                Some((vec![&column.name], references))
            });
            let constraints = table
                .constraints
                .iter()
                .filter_map(|constraint| match &constraint.kind {
                    ConstraintKind::ForeignKey { columns, references } => Some((columns.iter().collect(), references)),
                    _ => None,
                });
            columns.chain(constraints).collect()
        }
        Action::AlterTable { change, .. } => match change {
            Change::AddColumn { column, .. } => {
                let references = column.references.iter();
                references.map(|references| (vec![&column.name], references)).collect()
            }
            Change::AddConstraint(constraint) => match &constraint.kind {
                ConstraintKind::ForeignKey { columns, references } => vec![(columns.iter().collect(), references)],
                _ => Vec::new(),
            },
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

fn subject<'a>(at: &At<'a>) -> Option<&'a Name> {
    match &at.act.action {
        Action::CreateTable(table) => Some(&table.name),
        Action::AlterTable { table, .. } => Some(table),
        _ => None,
    }
}

/// The table as it is after the statement.
fn after(at: &At<'_>, name: &ObjectName) -> Option<Table> {
    let mut known = Known::nothing(at.file.folding);
    if let Some(table) = at.table(name) {
        known.tables.insert(name.clone(), table.clone());
    }
    known.apply(at.act);
    known.tables.remove(name)
}

pub(in crate::lint) fn without_index(at: &At<'_>, found: &mut Found<'_>) {
    let keys = made(at);
    let Some(name) = subject(at).filter(|_| !keys.is_empty()) else {
        return;
    };
    let Some(mut table) = after(at, &name.key).filter(|table| table.complete) else {
        return;
    };
    add_later_indexes(at, &name.key, &mut table);
    for (columns, references) in keys {
        let names: Vec<_> = columns.iter().map(|column| column.name.clone()).collect();
        if names.is_empty() || table.is_indexed(&names) {
            continue;
        }
        let shown: Vec<_> = columns.iter().map(|column| column.shown.as_str()).collect();
        found
            .push(
                references.at.clone(),
                format!(
                    "deleting a row of {} goes through all of {}: no index starts with {}",
                    references.table.shown(),
                    name.shown(),
                    shown.join(", ")
                ),
            )
            .help(format!("CREATE INDEX on {} ({})", name.shown(), shown.join(", ")));
    }
}

/// Indexes, uniques and keys that the rest of the file adds, also under a later name of the table.
fn add_later_indexes(at: &At<'_>, name: &ObjectName, table: &mut Table) {
    let mut known = Known::nothing(at.file.folding);
    let mut name = name.clone();
    known.tables.insert(name.clone(), std::mem::take(table));
    for act in at.after() {
        if let Action::AlterTable {
            table,
            change: Change::RenameTo(to),
        } = &act.action
            && table.key == name
        {
            known.apply(act);
            name.name.clone_from(&to.name);
            continue;
        }
        let adds = match &act.action {
            Action::CreateIndex(index) => index.table.key == name,
            Action::AlterTable {
                table,
                change: Change::AddConstraint(_),
            } => table.key == name,
            _ => false,
        };
        if adds {
            known.apply(act);
        }
    }
    *table = known.tables.remove(&name).unwrap_or_default();
}

/// SQLite finds out when rows are written, not when the table is made.
pub(in crate::lint) fn mismatch(at: &At<'_>, found: &mut Found<'_>) {
    let Some(name) = subject(at) else { return };
    for (columns, references) in made(at) {
        let parent = if references.table.key == name.key {
            after(at, &name.key)
        } else {
            at.table(&references.table.key).cloned()
        };
        let Some(mut parent) = parent.filter(|parent| parent.complete) else {
            continue;
        };
        add_later_indexes(at, &references.table.key, &mut parent);
        let mut wanted: Vec<_> = references.columns.iter().map(|column| column.name.as_str()).collect();
        wanted.sort_unstable();
        let is = |key: &[String]| {
            let mut key: Vec<_> = key.iter().map(String::as_str).collect();
            key.sort_unstable();
            key == wanted
        };
        let is_key = if wanted.is_empty() {
            parent.primary_key.len() == columns.len()
        } else {
            is(&parent.primary_key)
                || parent.uniques.iter().any(|unique| is(&unique.columns))
                || parent.indexes.iter().any(|index| {
                    let plain: Option<Vec<_>> = index.columns.iter().cloned().collect();
                    index.unique && !index.partial && plain.is_some_and(|plain| is(&plain))
                })
        };
        if !is_key {
            found
                .push(
                    references.at.clone(),
                    format!(
                        "writing {} will fail with \"foreign key mismatch\": what it points at is no key of {}",
                        name.shown(),
                        references.table.shown()
                    ),
                )
                .help("point at the primary key or a UNIQUE, or make the columns UNIQUE");
        }
    }
}
