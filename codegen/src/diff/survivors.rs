//! What becomes of each table and column: its name after, and whether its values are the same.

use std::collections::{BTreeMap, BTreeSet};

use super::loss::is_dealt_anew;
use super::{Change, TableChange};
use crate::catalog::{Catalog, Column, ObjectName, Pair, Table, TypeName};

/// What is left of the previous catalog in the next one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Survivors {
    /// Tables that stay, by their names before.
    pub tables: BTreeMap<ObjectName, SurvivingTable>,
}

/// A table that stays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SurvivingTable {
    /// Its name after.
    pub name: ObjectName,
    /// Its columns that stay: name before → name after.
    pub columns: BTreeMap<String, String>,
    /// Those of them (by name before) whose values the changes may make others: another type, NULLs that are filled,
    /// values of an enum that are renamed or go, what the database computes.
    pub changed: BTreeSet<String>,
    /// Whether rows come or go with tables that are made of it, or with those that it is made of.
    pub is_dealt_anew: bool,
}

impl SurvivingTable {
    /// The columns whose values stay: names before and after.
    pub fn kept(&self) -> impl Iterator<Item = (&str, &str)> {
        let kept = self.columns.iter().filter(|(from, _)| !self.changed.contains(*from));
        kept.map(|(from, to)| (from.as_str(), to.as_str()))
    }
}

/// Follows every table and column of `pair.previous` through changes that lead to `pair.next`.
///
/// ```
/// use codegen::catalog::{Catalog, Pair};
/// use codegen::dialect::DialectName;
/// use codegen::diff::survivors;
///
/// let empty = Catalog::empty(DialectName::Postgres);
/// assert!(survivors(Pair { previous: &empty, next: &empty }, &[]).tables.is_empty());
/// ```
pub fn survivors(pair: Pair<&Catalog>, changes: &[Change]) -> Survivors {
    let mut renamed: BTreeMap<&ObjectName, &ObjectName> = BTreeMap::new();
    let mut gone: BTreeSet<&ObjectName> = BTreeSet::new();
    let mut columns: BTreeMap<&ObjectName, BTreeMap<&str, &str>> = BTreeMap::new();
    let mut altered: BTreeMap<&ObjectName, Vec<&TableChange>> = BTreeMap::new();
    let mut enums: BTreeSet<&ObjectName> = BTreeSet::new();
    for change in changes {
        match change {
            Change::RenameTable { from, to } => {
                renamed.insert(from, to);
            }
            Change::RenameColumn { table, from, to } => {
                columns.entry(table).or_default().insert(from, to);
            }
            Change::DropTable { object } => {
                gone.insert(&object.name);
            }
            Change::AlterTable { table, changes } => altered.entry(table).or_default().extend(changes),
            Change::AlterEnum(change) if !change.renamed.is_empty() || !change.removed().is_empty() => {
                enums.insert(&change.object.next.name);
            }
            _ => {}
        }
    }
    let taken: BTreeSet<_> = renamed.values().copied().collect();
    let mut survivors = Survivors::default();
    let dealt_anew = dealt_anew(pair, changes, &altered, &gone);
    for table in pair.previous.tables.values() {
        let name = match renamed.get(&table.name) {
            Some(name) => *name,
            None if gone.contains(&table.name) || taken.contains(&table.name) => continue,
            None => &table.name,
        };
        let Some(next) = pair.next.tables.get(name) else {
            continue;
        };
        let none = BTreeMap::new();
        let mut followed = follow(
            table,
            next,
            columns.get(name).unwrap_or(&none),
            altered.get(name).map_or(&[][..], Vec::as_slice),
            &enums,
        );
        followed.is_dealt_anew = dealt_anew.contains(name) || dealt_anew.contains(&table.name);
        survivors.tables.insert(table.name.clone(), followed);
    }
    survivors
}

/// Tables from which others go, or to which they come, with their rows; and those others.
fn dealt_anew<'a>(
    pair: Pair<&'a Catalog>,
    changes: &[Change],
    altered: &BTreeMap<&'a ObjectName, Vec<&'a TableChange>>,
    gone: &BTreeSet<&'a ObjectName>,
) -> BTreeSet<&'a ObjectName> {
    let moves = |change: &&TableChange| matches!(change, TableChange::Leave { .. } | TableChange::Join { .. });
    let moved = altered.iter().filter(|(_, changes)| changes.iter().any(&moves));
    // Partitions of a table that is dealt out anew have other rows of it; together they have the same.
    let partitions = pair.previous.tables.values();
    let dealt = partitions.filter(|table| is_dealt_anew(pair.previous, changes, table));
    let mut found: BTreeSet<&ObjectName> = dealt.map(|table| &table.name).collect();
    for name in moved.map(|(name, _)| *name).chain(gone.iter().copied()) {
        if found.contains(name) {
            continue;
        }
        found.insert(name);
        for catalog in [pair.previous, pair.next] {
            let above = catalog.tables.get(name).map(|table| catalog.ancestors(table));
            found.extend(above.into_iter().flatten().map(|table| &table.name));
        }
    }
    found
}

fn follow(
    previous: &Table,
    next: &Table,
    renamed: &BTreeMap<&str, &str>,
    changes: &[&TableChange],
    enums: &BTreeSet<&ObjectName>,
) -> SurvivingTable {
    let taken: BTreeSet<_> = renamed.values().copied().collect();
    let mut gone: BTreeSet<&str> = BTreeSet::new();
    let mut other: BTreeSet<&str> = BTreeSet::new();
    for change in changes {
        match change {
            TableChange::DropColumn { column } => {
                gone.insert(&column.name);
            }
            TableChange::AlterColumn { column, using, .. } => {
                let Pair { previous, next } = &**column;
                let filled = previous.nullable && !next.nullable;
                if previous.r#type != next.r#type || filled || using.is_some() || previous.identity != next.identity {
                    other.insert(&next.name);
                }
            }
            _ => {}
        }
    }
    let mut found = SurvivingTable {
        name: next.name.clone(),
        columns: BTreeMap::new(),
        changed: BTreeSet::new(),
        is_dealt_anew: false,
    };
    for column in &previous.columns {
        let name = match renamed.get(column.name.as_str()) {
            Some(name) => *name,
            None if gone.contains(column.name.as_str()) || taken.contains(column.name.as_str()) => continue,
            None => &column.name,
        };
        let Some(after) = next.column(name) else { continue };
        let computed = column.generated.is_some() || after.generated.is_some();
        if computed || other.contains(name) || of_enum(after).is_some_and(|name| enums.contains(name)) {
            found.changed.insert(column.name.clone());
        }
        found.columns.insert(column.name.clone(), name.to_owned());
    }
    found
}

/// The enum of a column, native or kept as text.
fn of_enum(column: &Column) -> Option<&ObjectName> {
    match &column.r#type.r#type {
        TypeName::Enum(name) => Some(name),
        TypeName::BuiltIn(_) => column.text_enum.as_ref(),
    }
}
