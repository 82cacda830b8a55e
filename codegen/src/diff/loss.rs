//! What a list of changes would lose.

use std::collections::BTreeSet;

use super::displaced::Displaced;
use super::{Change, EnumChange, TableChange};
use crate::catalog::{Catalog, Column, Expansion, ObjectName, Pair, SqlObject, Table, TypeName};
use crate::dialect::{CastVerdict, DialectName, Reform};
use crate::statement::CompositeType;

/// A loss of data that a list of changes would cause; refused unless allowed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Loss {
    /// What kind.
    pub kind: LossKind,
    /// Which object: `user.bio`, `processing_status.failed`.
    pub object: String,
}

/// The kinds of loss; their text is what `--allow KIND:OBJECT` takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LossKind {
    /// `drop-table`.
    DropTable,
    /// `drop-column`.
    DropColumn,
    /// `narrow-column`: a type that holds less.
    NarrowColumn,
    /// `remove-value`: an enum value without a replacement.
    RemoveValue,
    /// `drop-object`: a sequence, with the number that it stands at, or another object that holds something itself.
    DropObject,
    /// `drop-attribute`: a part of a composite type that a table has columns of.
    DropAttribute,
}

impl LossKind {
    /// As `--allow` takes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::DropTable => "drop-table",
            Self::DropColumn => "drop-column",
            Self::NarrowColumn => "narrow-column",
            Self::RemoveValue => "remove-value",
            Self::DropObject => "drop-object",
            Self::DropAttribute => "drop-attribute",
        }
    }
}

/// What a list of changes between two catalogs would lose, sorted. Making a column NOT NULL may fail and loses nothing.
///
/// Objects go by their names after, those that go by the names that they had; `object` and the kind together are what [`Ambiguity::drop`](super::Ambiguity::drop)
/// and `--allow` say.
pub fn losses(pair: Pair<&Catalog>, changes: &[Change]) -> Vec<Loss> {
    let displaced = Displaced::of(changes);
    let mut losses = BTreeSet::new();
    let mut lose = |kind, object: String| {
        losses.insert(Loss { kind, object });
    };
    for change in changes {
        match change {
            // Its rows go to what takes the place of its table.
            Change::DropTable { object } if is_dealt_anew(pair.previous, changes, object) => {}
            Change::DropTable { object } => lose(LossKind::DropTable, displaced.table(object).to_string()),
            Change::DropObject { object } if object.holds_data() => {
                lose(LossKind::DropObject, object.id.name.to_string());
            }
            Change::AlterObject { object }
                if object.previous.holds_data() && !object.next.can_come_of(&object.previous) =>
            {
                lose(LossKind::DropObject, object.previous.id.name.to_string());
            }
            Change::AlterObject { object } => {
                for attribute in lost_attributes(pair.previous.dialect, object) {
                    lose(LossKind::DropAttribute, format!("{}.{attribute}", object.next.id.name));
                }
            }
            Change::AlterEnum(change) if is_used(pair.next, &change.object.next.name) => {
                for value in lost_values(change) {
                    lose(LossKind::RemoveValue, format!("{}.{value}", change.object.next.name));
                }
            }
            Change::AlterTable { table, changes } => {
                for change in changes {
                    if let Some((kind, column)) = lost_column(pair, &displaced, table, change) {
                        lose(kind, format!("{table}.{column}"));
                    }
                }
            }
            _ => {}
        }
    }
    losses.into_iter().collect()
}

/// The attributes of a composite type that go, where a table has columns of it.
pub(crate) fn lost_attributes(dialect: DialectName, object: &Pair<SqlObject>) -> Vec<String> {
    if object.previous.needed_by.is_empty() {
        return Vec::new();
    }
    let read = |object: &SqlObject| CompositeType::read(dialect.dialect(), &object.make);
    let Some((before, after)) = read(&object.previous).zip(read(&object.next)) else {
        return Vec::new();
    };
    before.without(&after).map(str::to_owned).collect()
}

/// Whether a table is a partition of one that stays and whose rows are all dealt out anew.
pub(super) fn is_dealt_anew(previous: &Catalog, changes: &[Change], table: &Table) -> bool {
    let is_anew = |name: &ObjectName| {
        let own = changes.iter().filter_map(|change| match change {
            Change::AlterTable { table, changes } if table == name => Some(changes),
            _ => None,
        });
        let mut own = own.flatten();
        own.any(|change| matches!(change, TableChange::Partitioning { .. }))
    };
    let dropped = |name: &ObjectName| {
        changes.iter().find_map(|change| match change {
            Change::DropTable { object } if object.name == *name => Some(object),
            _ => None,
        })
    };
    let mut at = table;
    while let Some(of) = &at.partition_of {
        if is_anew(&of.parent) {
            return true;
        }
        let Some(above) = dropped(&of.parent).or_else(|| previous.tables.get(&of.parent)) else {
            return false;
        };
        at = above;
    }
    false
}

/// A column whose type changes in a way that the database has no conversion for, while no `using` says how.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct MissingUsing {
    /// Its table.
    pub table: ObjectName,
    /// Its name.
    pub column: String,
}

/// Columns that cannot be changed without `using`.
pub fn missing_usings(pair: Pair<&Catalog>, changes: &[Change]) -> Vec<MissingUsing> {
    let mut missing = Vec::new();
    for change in changes {
        let Change::AlterTable { table, changes } = change else {
            continue;
        };
        let columns = changes.iter().filter_map(|change| match change {
            TableChange::AlterColumn {
                column, using: None, ..
            } if column.next.generated.is_none() => Some(column),
            _ => None,
        });
        let impossible = columns.filter(|column| cast(pair, column) == CastVerdict::Impossible);
        missing.extend(impossible.map(|column| MissingUsing {
            table: table.clone(),
            column: column.next.name.clone(),
        }));
    }
    missing
}

fn lost_column<'a>(
    pair: Pair<&'a Catalog>,
    displaced: &Displaced<'a>,
    table: &'a ObjectName,
    change: &'a TableChange,
) -> Option<(LossKind, &'a str)> {
    match change {
        TableChange::DropColumn { column } if pair.previous.expansion_of(table, &column.name).is_some() => {
            let expansion = pair.previous.expansion_of(table, &column.name)?;
            let table = pair.next.tables.get(table);
            let Some(new) = table.and_then(|table| table.column(&expansion.new)) else {
                return Some((LossKind::DropColumn, &column.name));
            };
            (!expansion.said && narrows(pair.next.dialect, column, new)).then_some((LossKind::NarrowColumn, &new.name))
        }
        TableChange::DropColumn { column } if column.generated.is_none() => {
            Some((LossKind::DropColumn, displaced.column(table, column)))
        }
        TableChange::AlterColumn { column, using, .. } if column.previous.generated.is_none() => {
            if column.next.generated.is_some() {
                // The rule's values take the place of those that were there.
                Some((LossKind::DropColumn, &column.next.name))
            } else if using.is_none() && (cast(pair, column) != CastVerdict::Safe || loses_form(pair, column)) {
                Some((LossKind::NarrowColumn, &column.next.name))
            } else {
                None
            }
        }
        _ => None,
    }
}

/// Whether an expansion can be closed and opened again without a value being another: `next` has its new column alone.
pub(crate) fn is_lossless(expansion: &Expansion, old: &Column, next: &Catalog) -> bool {
    let table = next.tables.get(&expansion.table);
    let new = table.and_then(|table| table.column(&expansion.new));
    let keeps = |new: &Column| !narrows(next.dialect, old, new) && (expansion.required || new.nullable);
    !expansion.said && new.is_some_and(keeps)
}

/// Whether the values of a column are in the one that has taken its place only in part.
fn narrows(dialect: DialectName, old: &Column, new: &Column) -> bool {
    let verdict = dialect.dialect().cast(&old.r#type, &new.r#type);
    let columns = Pair {
        previous: old,
        next: new,
    };
    verdict != CastVerdict::Safe || reform(columns, dialect).is_some_and(|reform| !reform.lossless)
}

fn cast(pair: Pair<&Catalog>, column: &Pair<Column>) -> CastVerdict {
    let dialect = pair.next.dialect.dialect();
    dialect.cast(&column.previous.r#type, &column.next.r#type)
}

/// How the values of a column get the form that they are to have, where the database has a way.
pub(super) fn reform(column: Pair<&Column>, dialect: DialectName) -> Option<Reform> {
    let previous = column.previous.form.as_deref()?;
    let next = column.next.form.as_deref().filter(|next| *next != previous)?;
    dialect.dialect().reform(previous, next, &column.next.name)
}

fn loses_form(pair: Pair<&Catalog>, column: &Pair<Column>) -> bool {
    let columns = Pair {
        previous: &column.previous,
        next: &column.next,
    };
    reform(columns, pair.next.dialect).is_some_and(|reform| !reform.lossless)
}

fn lost_values(change: &EnumChange) -> impl Iterator<Item = &str> {
    let removed = change.removed().into_iter();
    removed.filter(|value| !change.replaced.contains_key(*value))
}

/// Whether a column holds values of an enum.
fn is_used(catalog: &Catalog, name: &ObjectName) -> bool {
    let mut columns = catalog.tables.values().flat_map(|table| &table.columns);
    columns.any(|column| {
        column.text_enum.as_ref() == Some(name) || matches!(&column.r#type.r#type, TypeName::Enum(used) if used == name)
    })
}
