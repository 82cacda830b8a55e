//! The way down of a column that was dropped, made nullable, or given a type that has no way back, on a table that has
//! rows.
//!
//! The column comes back, and its old values are gone: rows get NULL, or where that may not be a neutral value of the
//! type, so that the structure can come back at all. Keys are left out: one value for all rows would not be a key, and
//! would point nowhere.

use super::{Change, TableChange};
use crate::catalog::{Catalog, Column, Pair, Table, TypeName};
use crate::dialect::CastVerdict;

/// Gives every NOT NULL column that comes back a backfill, and every column that comes back beside what has taken its
/// place the values of that.
pub(super) fn fill(pair: Pair<&Catalog>, changes: &mut [Change]) {
    let Pair { previous, next } = pair;
    for change in changes {
        let Change::AlterTable { table, changes } = change else {
            continue;
        };
        let name = &*table;
        let Some(table) = next.tables.get(name) else { continue };
        for change in changes {
            match change {
                TableChange::AddColumn { column, backfill } if next.expansion_of(name, &column.name).is_some() => {
                    let expansion = next.expansion_of(name, &column.name);
                    *backfill = expansion.map(|expansion| expansion.back.clone());
                }
                // It has been kept in step, so there are no gaps.
                TableChange::AlterColumn { column, .. } if previous.expansion_of(name, &column.next.name).is_some() => {
                }
                TableChange::AddColumn { column, backfill }
                    if comes_back(table, column) && column.default.is_none() =>
                {
                    *backfill = placeholder(next, column);
                }
                TableChange::AlterColumn {
                    column,
                    backfill,
                    using,
                } => {
                    let back = &column.next;
                    if column.previous.nullable && comes_back(table, back) {
                        *backfill = placeholder(next, back);
                    }
                    let cast = || next.dialect.dialect().cast(&column.previous.r#type, &back.r#type);
                    let is_plain = column.previous.generated.is_none() && back.generated.is_none();
                    if using.is_none() && is_plain && !in_key(table, back) && cast() == CastVerdict::Impossible {
                        *using = if back.nullable {
                            Some("NULL".to_owned())
                        } else {
                            placeholder(next, back)
                        };
                    }
                }
                _ => {}
            }
        }
    }
}

fn comes_back(table: &Table, column: &Column) -> bool {
    !column.nullable && column.identity.is_none() && column.generated.is_none() && !in_key(table, column)
}

fn in_key(table: &Table, column: &Column) -> bool {
    let is_in = |columns: &[String]| columns.contains(&column.name);
    table.primary_key.as_ref().is_some_and(|key| is_in(&key.columns))
        || table.uniques.iter().any(|unique| is_in(&unique.columns))
        || table.foreign_keys.iter().any(|key| is_in(&key.columns))
}

fn placeholder(catalog: &Catalog, column: &Column) -> Option<String> {
    let dialect = catalog.dialect.dialect();
    let values = match (&column.text_enum, &column.r#type.r#type) {
        (Some(name), _) | (None, TypeName::Enum(name)) => catalog.enums.get(name).map(|object| &object.values),
        (None, TypeName::BuiltIn(_)) => None,
    };
    match values {
        Some(values) if !column.is_array() => values.first().map(|value| dialect.quote_text(value)),
        _ => dialect
            .neutral_value(&column.r#type, column.form.as_deref())
            .map(str::to_owned),
    }
}
