//! What becomes of each table and column: its name after, and whether its values are the same.

use std::collections::{BTreeMap, BTreeSet};

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
        let followed = follow(
            table,
            next,
            columns.get(name).unwrap_or(&none),
            altered.get(name).map_or(&[][..], Vec::as_slice),
            &enums,
        );
        survivors.tables.insert(table.name.clone(), followed);
    }
    survivors
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
