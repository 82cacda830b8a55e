//! Constraints that stay while the values under them change.

use std::collections::BTreeSet;

use super::before::{Before, enum_of};
use super::{PreCheck, columns, duplicates, index_duplicates, orphans, violations};
use crate::catalog::{ForeignKey, IndexKey, ObjectName, Table};
use crate::diff::TableChange;

/// Asks each constraint on what an expression of the author, a type that may round or fold values, or a replacement of an
/// enum's values writes into the rows that are there. The database would refuse it too, but only where other parts may have
/// been committed.
pub(super) fn checks(before: &Before<'_>, checks: &mut Vec<PreCheck>) {
    let mut found = Vec::new();
    for (name, table) in &before.pair.next.tables {
        let written = written(before, name, table);
        if !written.is_empty() {
            of_table(before, table, &written, &mut found);
        }
    }
    for check in found {
        if !checks.contains(&check) {
            checks.push(check);
        }
    }
}

/// The columns of a table whose values the migration writes anew.
fn written<'a>(before: &Before<'_>, name: &ObjectName, table: &'a Table) -> BTreeSet<&'a str> {
    let is_written = |column: &str| match before.altered.get(&(name, column)) {
        Some(TableChange::AlterColumn { backfill, using, .. }) => {
            backfill.is_some() || using.is_some() || before.may_fold(name, column)
        }
        _ => false,
    };
    let is_replaced = |of: &ObjectName| before.mapped.get(of).is_some_and(|change| !change.replaced.is_empty());
    let columns = table.columns.iter().filter(|column| {
        is_written(&column.name)
            || enum_of(column).is_some_and(is_replaced)
                && before.column(name, &column.name).is_some_and(|origin| origin.is_mapped)
    });
    columns.map(|column| column.name.as_str()).collect()
}

fn of_table(before: &Before<'_>, table: &Table, written: &BTreeSet<&str>, checks: &mut Vec<PreCheck>) {
    let name = &table.name;
    let is_among = |names: &[String]| names.iter().any(|name| written.contains(name.as_str()));
    let mentions = |text: &str| {
        before
            .mentioned(name, text)
            .iter()
            .any(|name| written.contains(name.as_str()))
    };
    if let Some(key) = table.primary_key.as_ref().filter(|key| is_among(&key.columns)) {
        checks.extend(duplicates(before, name, &key.name, &columns(&key.columns), false, None));
    }
    for unique in table.uniques.iter().filter(|unique| is_among(&unique.columns)) {
        let (keys, nulls) = (columns(&unique.columns), unique.nulls_not_distinct);
        checks.extend(duplicates(before, name, &unique.name, &keys, nulls, None));
    }
    for index in table.indexes.iter().filter(|index| index.unique) {
        let of_key = index.parts.iter().any(|part| match &part.key {
            IndexKey::Column(name) => written.contains(name.as_str()),
            IndexKey::Expression(expression) => mentions(&expression.authored),
        });
        let of_predicate = index
            .predicate
            .as_ref()
            .is_some_and(|predicate| mentions(&predicate.authored));
        if of_key || of_predicate {
            checks.extend(index_duplicates(before, name, index));
        }
    }
    for check in table.checks.iter().filter(|check| mentions(&check.expression.authored)) {
        checks.extend(violations(before, name, check));
    }
    for key in table.foreign_keys.iter().filter(|key| is_among(&key.columns)) {
        checks.extend(orphans(before, name, key));
    }
    for (child, key) in pointing_at(before, name) {
        // Its own were asked just now.
        if is_among(&key.referenced_columns) && !(child == name && is_among(&key.columns)) {
            checks.extend(orphans(before, child, key));
        }
    }
}

fn pointing_at<'a>(before: &Before<'a>, target: &ObjectName) -> impl Iterator<Item = (&'a ObjectName, &'a ForeignKey)> {
    let tables = before.pair.next.tables.iter();
    let keys = tables.flat_map(|(name, table)| table.foreign_keys.iter().map(move |key| (name, key)));
    keys.filter(move |(_, key)| key.references == *target)
}
