//! Values that the way down does not give back, though nothing goes on it.

use std::collections::BTreeMap;

use super::{Change, EnumChange, LossKind, TableChange, losses};
use crate::catalog::{Catalog, Column, ObjectName, Pair, TypeName};

/// Values that are others after up and down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreturned {
    /// In which table, by its name after the way up.
    pub table: ObjectName,
    /// Which, for a person.
    pub message: String,
}

/// What `back`, the way back from `changes`, leaves as the way up has made it: NULLs that were filled, values that were
/// converted, values of an enum that became one. What was dropped is not among it: a place for it comes anew.
///
/// ```
/// use codegen::catalog::{Catalog, Pair};
/// use codegen::dialect::DialectName;
/// use codegen::diff::unreturned;
///
/// let empty = Catalog::empty(DialectName::Postgres);
/// assert!(unreturned(Pair { previous: &empty, next: &empty }, &[], &[]).is_empty());
/// ```
pub fn unreturned(pair: Pair<&Catalog>, changes: &[Change], back: &[Change]) -> Vec<Unreturned> {
    let narrowed: Vec<String> = (losses(pair, changes).into_iter())
        .filter(|loss| matches!(loss.kind, LossKind::NarrowColumn | LossKind::DropColumn))
        .map(|loss| loss.object)
        .collect();
    let mut found = Vec::new();
    for change in changes {
        match change {
            Change::AlterTable { table, changes } => {
                let messages = changes.iter().filter_map(|change| of_column(table, change, &narrowed));
                found.extend(messages.map(|message| Unreturned {
                    table: table.clone(),
                    message,
                }));
            }
            Change::AlterEnum(change) => {
                let before = enum_before(changes, &change.object.next.name);
                let message = merged(change, &fates(back, before));
                let tables = pair.next.tables.values().filter(|table| {
                    let mut columns = table.columns.iter();
                    columns.any(|column| is_of(column, &change.object.next.name))
                });
                found.extend(message.into_iter().flat_map(|message| {
                    tables.clone().map(move |table| Unreturned {
                        table: table.name.clone(),
                        message: message.clone(),
                    })
                }));
            }
            _ => {}
        }
    }
    found
}

fn of_column(table: &ObjectName, change: &TableChange, narrowed: &[String]) -> Option<String> {
    let TableChange::AlterColumn {
        column,
        backfill,
        using,
    } = change
    else {
        return None;
    };
    if column.next.generated.is_some() && column.previous.generated.is_some() {
        return None;
    }
    let name = format!("{table}.{}", column.next.name);
    if using.is_some() {
        Some(format!(
            "what `using` made of the values of {name} need not go back to what they were"
        ))
    } else if narrowed.contains(&name) && !matches!(column.next.r#type.r#type, TypeName::Enum(_)) {
        // A value that an enum does not have is refused, and so none is lost.
        Some(format!(
            "what the values of {name} lost on the way up does not come back"
        ))
    } else if backfill.is_some() && column.previous.nullable && !column.next.nullable {
        Some(format!("what filled the NULLs of {name} stays in them"))
    } else {
        None
    }
}

fn enum_before<'a>(changes: &'a [Change], name: &'a ObjectName) -> &'a ObjectName {
    let mut before = changes.iter().filter_map(|change| match change {
        Change::RenameEnum { from, to } if to == name => Some(from),
        _ => None,
    });
    before.next().unwrap_or(name)
}

/// What a list of changes makes of the values of an enum, which goes by its name after: none where it leaves them alone.
fn fates<'a>(changes: &'a [Change], name: &ObjectName) -> BTreeMap<&'a str, Option<&'a str>> {
    let mut found = changes.iter().filter_map(|change| match change {
        Change::AlterEnum(change) if change.object.next.name == *name => Some(change),
        _ => None,
    });
    let Some(change) = found.next() else {
        return BTreeMap::new();
    };
    let values = change.object.previous.values.iter().map(String::as_str);
    values.map(|value| (value, change.fate(value))).collect()
}

/// Values that do not come back as they were.
fn merged(change: &EnumChange, back: &BTreeMap<&str, Option<&str>>) -> Option<String> {
    let other = change.object.previous.values.iter().filter_map(|value| {
        let now = change.fate(value)?;
        let then = match back.get(now) {
            Some(then) => (*then)?,
            None => now,
        };
        (then != value).then(|| format!("`{value}` stays `{then}`"))
    });
    let other: Vec<_> = other.collect();
    let name = &change.object.next.name;
    (!other.is_empty()).then(|| format!("values of {name} do not all come back: {}", other.join(", ")))
}

fn is_of(column: &Column, name: &ObjectName) -> bool {
    column.text_enum.as_ref() == Some(name) || matches!(&column.r#type.r#type, TypeName::Enum(used) if used == name)
}
