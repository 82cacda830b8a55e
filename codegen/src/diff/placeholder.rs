//! The way down of a column that was dropped, or made nullable, on a table that has rows.
//!
//! The column comes back NOT NULL, and its old values are gone: rows get a neutral value of the type, so that the
//! structure can come back at all. Keys are left out: one value for all rows would not be a key, and would point nowhere.

use super::{Change, TableChange};
use crate::catalog::{Catalog, Column, Table, TypeName};

/// Gives every NOT NULL column that comes back a backfill. `next` is the catalog the changes lead to.
pub(super) fn fill(next: &Catalog, changes: &mut [Change]) {
    for change in changes {
        let Change::AlterTable { table, changes } = change else {
            continue;
        };
        let Some(table) = next.tables.get(table) else { continue };
        for change in changes {
            match change {
                TableChange::AddColumn { column, backfill }
                    if comes_back(table, column) && column.default.is_none() =>
                {
                    *backfill = placeholder(next, column);
                }
                TableChange::AlterColumn { column, backfill, .. }
                    if column.previous.nullable && comes_back(table, &column.next) =>
                {
                    *backfill = placeholder(next, &column.next);
                }
                _ => {}
            }
        }
    }
}

fn comes_back(table: &Table, column: &Column) -> bool {
    let is_in = |columns: &[String]| columns.contains(&column.name);
    let in_key = table.primary_key.as_ref().is_some_and(|key| is_in(&key.columns))
        || table.uniques.iter().any(|unique| is_in(&unique.columns))
        || table.foreign_keys.iter().any(|key| is_in(&key.columns));
    !column.nullable && column.identity.is_none() && column.generated.is_none() && !in_key
}

fn placeholder(catalog: &Catalog, column: &Column) -> Option<String> {
    let dialect = catalog.dialect.dialect();
    let values = match (&column.text_enum, &column.r#type.r#type) {
        (Some(name), _) | (None, TypeName::Enum(name)) => catalog.enums.get(name).map(|object| &object.values),
        (None, TypeName::BuiltIn(_)) => None,
    };
    match values {
        Some(values) if !column.r#type.array => values.first().map(|value| dialect.quote_text(value)),
        _ => dialect.neutral_value(&column.r#type).map(str::to_owned),
    }
}
