//! How the rows of a table that is rebuilt come over: a list of columns and, for each, an expression over the old table.
//!
//! A column that the old table does not have is never selected from it: SQLite would take its quoted name for text.

use crate::catalog::{Column, Pair, Table};
use crate::dialect::sqlite::Sqlite;
use crate::dialect::sqlite::cast::Affinity;
use crate::dialect::sqlite::steps::altered::{Altered, mapped_values};
use crate::dialect::sqlite::steps::column::declared_type;
use crate::dialect::sqlite::steps::expression::operand;
use crate::dialect::sqlite::steps::table::rowid_column;
use crate::dialect::sqlite::steps::{Condition, fold, literal, quote};
use crate::dialect::{CastVerdict, Dialect, Reform};
use crate::diff::{EnumChange, TableChange};
use crate::plan::Effect;

/// What is copied, and what it does to data.
#[derive(Debug)]
pub(super) struct Copy {
    pub(super) columns: Vec<String>,
    pub(super) values: Vec<String>,
    pub(super) effect: Effect,
    /// Whether there is a column of the author's that the rows have no value for yet.
    pub(super) fresh: bool,
    /// What must hold of the new table afterwards.
    pub(super) conditions: Vec<Condition>,
}

/// What the author says about a column's rows.
#[derive(Debug, Default, Clone, Copy)]
struct Given<'a> {
    backfill: Option<&'a str>,
    using: Option<&'a str>,
}

/// The copy into the table that is called `into` while it is made.
pub(super) fn copy(altered: &Altered<'_>, into: &str) -> Copy {
    let Pair { previous, next } = altered.table;
    let mut copy = Copy {
        columns: Vec::new(),
        values: Vec::new(),
        effect: Effect::Lossless,
        fresh: false,
        conditions: Vec::new(),
    };
    if (altered.dropped_columns.keys()).any(|name| !altered.is_kept_in_step(name)) {
        copy.effect = Effect::Lossy;
    }

    let computed = next.columns.iter().filter(|column| column.generated.is_some());
    let mut before = computed.filter_map(|column| altered.previous_column(&column.name));
    if before.any(|column| column.generated.is_none()) {
        // What is computed takes the place of what was there.
        copy.effect = Effect::Lossy;
    }

    let rowid = rowid_of(previous);
    if let (Some(from), None, Some(to)) = (&rowid, rowid_column(next), rowid_of(next)) {
        copy.columns.push(to);
        copy.values.push(from.clone());
    }
    for column in next.columns.iter().filter(|column| column.generated.is_none()) {
        let given = given(altered, &column.name);
        let before = altered.previous_column(&column.name);
        let is_number = rowid_column(next) == Some(&column.name);
        copy.fresh |= before.is_none() && !is_number && !altered.is_kept_in_step(&column.name);
        let value = match before {
            Some(previous) => Some(kept_value(
                altered,
                &mut copy,
                Pair { previous, next: column },
                given,
                into,
            )),
            None if given.backfill.is_some() => given.backfill.map(operand),
            // A new number of the row is the one it has, so that it stays where it is.
            None if is_number => rowid.clone(),
            // Left out, so that each row gets the default.
            None => None,
        };
        if let Some(value) = value {
            copy.columns.push(quote(&column.name));
            copy.values.push(value);
        }
    }
    copy
}

fn given<'a>(altered: &Altered<'a>, name: &str) -> Given<'a> {
    let mut given = Given::default();
    for change in &altered.changes {
        match change {
            TableChange::AddColumn { column, backfill } if column.name == name => given.backfill = backfill.as_deref(),
            TableChange::AlterColumn {
                column,
                backfill,
                using,
            } if column.next.name == name => {
                given = Given {
                    backfill: backfill.as_deref(),
                    using: using.as_deref(),
                };
            }
            _ => {}
        }
    }
    given
}

fn kept_value(altered: &Altered<'_>, copy: &mut Copy, column: Pair<&Column>, given: Given<'_>, into: &str) -> String {
    // Renames have been made: the old table knows the column by its new name.
    let name = quote(&column.next.name);
    let mut value = match altered.enums.get(column.next.name.as_str()) {
        Some(change) => map_values(&name, column.next.is_array(), change),
        None => name.clone(),
    };
    let reform = reformed(column);
    let affinity = column.map(|column| Affinity::of(&column.r#type));
    // In a `STRICT` table a column of type `ANY` takes every value as it is.
    let takes_any = altered.table.next.strict && declared_type(column.next).eq_ignore_ascii_case("any");
    if let Some(reform) = &reform {
        value.clone_from(&reform.sql);
        if !reform.lossless {
            copy.effect = Effect::Lossy;
        }
    } else if affinity.previous != affinity.next && !takes_any {
        value = convert(value, affinity);
        if Sqlite.cast(&column.previous.r#type, &column.next.r#type) != CastVerdict::Safe {
            copy.effect = Effect::Lossy;
        }
        copy.conditions.extend(converted(altered.name(), column.next, into));
    }
    if let Some(using) = given.using {
        value = operand(using);
    }
    match given.backfill {
        Some(backfill) if !column.next.nullable => format!("coalesce({value}, {backfill})"),
        _ => value,
    }
}

/// How the values of a column that stays get another form, if they do and nothing else is said.
pub(super) fn reformed(column: Pair<&Column>) -> Option<Reform> {
    let (previous, next) = (column.previous.form.as_deref()?, column.next.form.as_deref()?);
    Sqlite.reform(previous, next, &column.next.name)
}

/// A `CASE` that gives each row, or each element of its array, its new value of an enum, all at once.
pub(super) fn map_values(column: &str, is_array: bool, change: &EnumChange) -> String {
    let arms: Vec<_> = mapped_values(change)
        .map(|(from, to)| format!("WHEN {} THEN {}", literal(from), literal(&to)))
        .collect();
    if arms.is_empty() {
        return column.to_owned();
    }
    let arms = arms.join(" ");
    if is_array {
        // What is no JSON holds no element, whoever wrote it.
        return format!(
            "CASE WHEN json_valid({column}) THEN (SELECT json_group_array(CASE \"element\".\"value\" {arms} \
             ELSE \"element\".\"value\" END) FROM json_each({column}) AS \"element\") ELSE {column} END"
        );
    }
    format!("CASE {column} {arms} ELSE {column} END")
}

/// A value of one type as one of another. To text and to bytes a `CAST` loses nothing. To numbers it would make 0 of what
/// is none, so that is left to the affinity of the new column, which keeps such a value as it is, and to [`converted`].
fn convert(value: String, affinity: Pair<Affinity>) -> String {
    match (affinity.previous, affinity.next) {
        (Affinity::Text, Affinity::Blob) => format!("CAST({value} AS BLOB)"),
        (_, Affinity::Text) => format!("CAST({value} AS TEXT)"),
        // No affinity looks into bytes.
        (Affinity::Blob, to) if to.is_number() => {
            format!("CASE typeof({value}) WHEN 'blob' THEN CAST({value} AS TEXT) ELSE {value} END")
        }
        _ => value,
    }
}

/// That all values of a column are of its type: a table that is not `STRICT` would keep others.
fn converted(table: &str, column: &Column, into: &str) -> Option<Condition> {
    let kinds = match Affinity::of(&column.r#type) {
        Affinity::Integer => "'integer', 'null'",
        Affinity::Real => "'real', 'null'",
        Affinity::Numeric => "'integer', 'real', 'null'",
        Affinity::Text | Affinity::Blob => return None,
    };
    let message = format!(
        "a value of {table}.{} is no {}: convert it with `using`",
        column.name,
        declared_type(column)
    );
    let (into, name) = (quote(into), quote(&column.name));
    Some(Condition {
        message: quote(&message),
        holds: format!("NOT EXISTS (SELECT 1 FROM {into} WHERE typeof({name}) NOT IN ({kinds}))"),
    })
}

/// A name by which the rowid can be reached: one that no column has (<https://sqlite.org/lang_createtable.html#rowid>).
fn rowid_of(table: &Table) -> Option<String> {
    if table.without_rowid {
        return None;
    }
    let is_column = |name: &str| table.columns.iter().any(|column| fold(&column.name) == name);
    ["rowid", "_rowid_", "oid"]
        .into_iter()
        .find(|name| !is_column(name))
        .map(str::to_owned)
}
