//! What SQLite can alter in place (<https://sqlite.org/lang_altertable.html>); all else is a rebuild.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::{Check, Column, ForeignKey, IndexKey, Pair};
use crate::dialect::sqlite::steps::altered::{Altered, physical_change};
use crate::dialect::sqlite::steps::expression::{is_literal, is_null, mentioned, mentions};
use crate::dialect::sqlite::steps::{fold, table};
use crate::dialect::{Capabilities, Version};
use crate::diff::TableChange;

/// From this version on `ADD COLUMN` tests a check against the rows that are there
/// (<https://sqlite.org/releaselog/3_37_0.html>).
const ADD_COLUMN_TESTS_CHECKS: Version = Version::new(3, 37, 0);

/// Constraints that can stand with a column that is added: its name → their texts.
pub(in crate::dialect::sqlite) type ColumnConstraints<'a> = BTreeMap<&'a str, Vec<String>>;

/// Whether all changes of a table can be made in place, and how its new constraints stand with its new columns then;
/// `Err` says which change cannot.
pub(in crate::dialect::sqlite) fn alterable<'a>(
    altered: &Altered<'a>,
    capabilities: &Capabilities,
) -> Result<ColumnConstraints<'a>, String> {
    if let Some(name) = altered.renamed_constraint {
        return Err(format!("constraint {name} gets another name"));
    }
    let mut constraints = ColumnConstraints::new();
    for change in &altered.changes {
        match change {
            TableChange::Options { .. } => return Err("its options change".to_owned()),
            TableChange::AddColumn { column, .. } => {
                addable(altered, column).map_err(|reason| format!("new column {} {reason}", column.name))?;
            }
            TableChange::DropColumn { column } => {
                droppable(altered, column, capabilities)
                    .map_err(|reason| format!("dropped column {} {reason}", column.name))?;
            }
            TableChange::AlterColumn { column, .. } => {
                if let Some(change) = physical_change(column) {
                    return Err(format!("column {} {change}", column.next.name));
                }
            }
            // There are no comments, and indexes are always made and dropped in place.
            TableChange::Comment { .. } | TableChange::Index { .. } => {}
            TableChange::PrimaryKey { .. } => return Err("its primary key changes".to_owned()),
            TableChange::Unique { unique } => return Err(changed(unique, |unique| &unique.name)),
            TableChange::Check { check } => {
                let new = new(check, |check| &check.name)?;
                let column =
                    column_of_check(altered, new, capabilities).ok_or_else(|| changed(check, |check| &check.name))?;
                constraints.entry(column).or_default().push(table::check(new));
            }
            TableChange::ForeignKey { foreign_key } => {
                let new = new(foreign_key, |key| &key.name)?;
                let column =
                    column_of_foreign_key(altered, new).ok_or_else(|| changed(foreign_key, |key| &key.name))?;
                constraints
                    .entry(column)
                    .or_default()
                    .push(table::column_foreign_key(new));
            }
        }
    }
    // `ADD COLUMN` would test a constraint before the backfill has run.
    match altered
        .added_columns()
        .find(|(column, backfill)| backfill.is_some() && constraints.contains_key(column.name.as_str()))
    {
        Some((column, _)) => Err(format!("new column {} has a constraint and a backfill", column.name)),
        None => Ok(constraints),
    }
}

/// The constraint where it is new, and not one that changes or goes.
fn new<T>(constraint: &Pair<Option<T>>, name: impl Fn(&T) -> &str) -> Result<&T, String> {
    match constraint {
        Pair {
            previous: None,
            next: Some(new),
        } => Ok(new),
        _ => Err(changed(constraint, name)),
    }
}

fn changed<T>(constraint: &Pair<Option<T>>, name: impl Fn(&T) -> &str) -> String {
    let (what, which) = match constraint {
        Pair {
            previous: Some(_),
            next: Some(next),
        } => ("changes", Some(next)),
        Pair { previous: None, next } => ("is new", next.as_ref()),
        Pair { previous, next: None } => ("goes", previous.as_ref()),
    };
    format!("constraint {} {what}", which.map_or("", name))
}

/// `ADD COLUMN` takes a column whose value in the rows that are there is a constant.
fn addable(altered: &Altered<'_>, column: &Column) -> Result<(), &'static str> {
    let default = column.default.as_ref().map(|default| default.authored.as_str());
    let constant = default.is_none_or(is_literal);
    let has_value = default.is_some_and(|default| !is_null(default));
    let clashes = |other: &Column| fold(&other.name) == fold(&column.name);

    if column.identity.is_some() {
        return Err("is numbered");
    }
    if let Some(generated) = &column.generated {
        let others = altered.added_columns().filter(|(other, _)| other.name != column.name);
        let mut others = others.filter(|(other, _)| other.generated.is_some());
        if generated.stored {
            return Err("is stored and generated");
        }
        if !column.nullable {
            return Err("is generated and NOT NULL");
        }
        if others.any(|(other, _)| mentions(&generated.expression.authored, &other.name)) {
            return Err("is generated from another new one");
        }
        return Ok(());
    }
    if !constant {
        return Err("has a default that is computed");
    }
    if !column.nullable && !has_value {
        return Err("is NOT NULL without a default");
    }
    if altered.table.previous.columns.iter().any(clashes) {
        return Err("takes a name that is there");
    }
    Ok(())
}

/// `DROP COLUMN` takes a column that nothing else in the table mentions.
fn droppable(altered: &Altered<'_>, column: &Column, capabilities: &Capabilities) -> Result<(), &'static str> {
    if !capabilities.drop_column {
        return Err("cannot go by ALTER TABLE in this version");
    }
    let table = altered.table.previous;
    // What mentions it does so by its name before.
    let after = column.name.as_str();
    let name = altered.dropped_columns.get(after).copied().unwrap_or(after);
    let has = |columns: &[String]| columns.iter().any(|other| other == name);

    if table.primary_key.as_ref().is_some_and(|key| has(&key.columns)) {
        return Err("is in the primary key");
    }
    if table.uniques.iter().any(|unique| has(&unique.columns)) {
        return Err("is in a unique constraint");
    }
    if table.foreign_keys.iter().any(|key| has(&key.columns)) {
        return Err("is in a foreign key");
    }
    if table
        .checks
        .iter()
        .any(|check| mentions(&check.expression.authored, name))
    {
        return Err("is in a check");
    }
    let others = table.columns.iter().filter(|other| other.name != name);
    let mut generated = others.filter_map(|other| other.generated.as_ref());
    if generated.any(|generated| mentions(&generated.expression.authored, name)) {
        return Err("is in a generated column");
    }
    let gone: BTreeSet<_> = altered.dropped_indexes();
    let mut kept = table.indexes.iter().filter(|index| !gone.contains(index.name.as_str()));
    let indexed = kept.any(|index| {
        let in_predicate = index
            .predicate
            .as_ref()
            .is_some_and(|sql| mentions(&sql.authored, name));
        in_predicate
            || index.parts.iter().any(|part| match &part.key {
                IndexKey::Column(column) => column == name,
                IndexKey::Expression(expression) => mentions(&expression.authored, name),
            })
    });
    if indexed { Err("is in an index") } else { Ok(()) }
}

/// The last new column that a new check is about.
fn column_of_check<'a>(altered: &Altered<'a>, check: &Check, capabilities: &Capabilities) -> Option<&'a str> {
    let tested = capabilities.version >= ADD_COLUMN_TESTS_CHECKS;
    let columns = altered.added_columns().map(|(column, _)| column.name.as_str());
    mentioned(&check.expression.authored, columns).pop().filter(|_| tested)
}

/// The new column that a new foreign key consists of, where it begins as NULL.
fn column_of_foreign_key<'a>(altered: &Altered<'a>, key: &ForeignKey) -> Option<&'a str> {
    let [name] = key.columns.as_slice() else { return None };
    let (column, _) = altered.added_columns().find(|(column, _)| column.name == *name)?;
    let default = column.default.as_ref().map(|default| default.authored.as_str());
    (default.is_none_or(is_null) && column.generated.is_none()).then_some(&column.name)
}
