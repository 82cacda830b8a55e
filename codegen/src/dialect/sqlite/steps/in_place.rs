//! A table altered in place.

use crate::catalog::Column;
use crate::dialect::Dialect;
use crate::dialect::sqlite::Sqlite;
use crate::dialect::sqlite::steps::alterable::InPlace;
use crate::dialect::sqlite::steps::altered::{Altered, mapped_values};
use crate::dialect::sqlite::steps::expression::operand;
use crate::dialect::sqlite::steps::impact::{breaks_check, is_null, writes_null};
use crate::dialect::sqlite::steps::{Planned, SqliteStep, column, copy, literal, quote, table};
use crate::plan::Effect;

/// Constraints go, columns come, rows are filled and mapped, constraints come, columns go: so that a backfill can read
/// what goes, and rows are tested when they are as they are to be.
pub(in crate::dialect::sqlite) fn alter(altered: &Altered<'_>, in_place: &InPlace<'_>) -> Vec<Planned> {
    let mut steps = constraints_go(altered, in_place);
    steps.extend(columns_come(altered, in_place));
    steps.extend(values_change(altered));
    steps.extend(constraints_come(altered, in_place));
    let table = altered.name();
    for name in altered.dropped_columns.keys() {
        let step = column::drop_column(table, name);
        let comment = format!("Drop column {name} of {table}.");
        let step = if altered.is_kept_in_step(name) {
            step.because(comment, Effect::Lossless)
        } else {
            step.because(comment, Effect::Lossy)
                .loses(format!("the values of {name} are lost"))
        };
        steps.push(step.breaks_older_code(format!("code that names {name} fails")));
    }
    steps
}

fn constraints_go(altered: &Altered<'_>, in_place: &InPlace<'_>) -> Vec<Planned> {
    let table = altered.name();
    let mut steps = Vec::new();
    for name in &in_place.dropped {
        let step = SqliteStep::DropConstraint {
            table: quote(table),
            constraint: quote(name),
        };
        steps.push(step.because(format!("Drop constraint {name} of {table}."), Effect::Lossless));
    }
    for name in &in_place.nullable {
        let step = SqliteStep::DropNotNull {
            table: quote(table),
            column: quote(name),
        };
        steps.push(step.because(format!("{table}.{name} may be NULL."), Effect::Lossless));
    }
    steps
}

fn columns_come(altered: &Altered<'_>, in_place: &InPlace<'_>) -> Vec<Planned> {
    let table = altered.name();
    let mut steps = Vec::new();
    // A generated column comes after those it may be made from.
    let (generated, plain): (Vec<_>, Vec<_>) = altered
        .added_columns()
        .partition(|(column, _)| column.generated.is_some());
    for (column, _) in plain.iter().chain(&generated) {
        let constraints = in_place.with_column.get(column.name.as_str());
        let constraints = constraints.map_or(&[][..], Vec::as_slice);
        let step = column::add_column(table, column, constraints);
        let effect = if column.generated.is_some() || altered.is_kept_in_step(&column.name) {
            Effect::Lossless
        } else {
            Effect::Fresh
        };
        steps.push(step.because(format!("Add column {} to {table}.", column.name), effect));
    }
    for (column, backfill) in plain {
        if let Some(backfill) = backfill {
            let step = SqliteStep::UpdateRows {
                table: quote(table),
                column: quote(&column.name),
                value: operand(backfill),
                condition: None,
            };
            let comment = format!("Fill column {} of the rows that are there.", column.name);
            steps.push(step.because(comment, Effect::Lossless));
        }
    }
    steps
}

fn values_change(altered: &Altered<'_>) -> Vec<Planned> {
    let table = altered.name();
    let mut steps = Vec::new();
    for (name, change) in &altered.enums {
        let values: Vec<_> = mapped_values(change).map(|(from, _)| literal(from)).collect();
        if !values.is_empty() {
            let column = quote(name);
            let is_array = altered.table.next.column(name).is_some_and(Column::is_array);
            let values = values.join(", ");
            let step = SqliteStep::UpdateRows {
                table: quote(table),
                value: copy::map_values(&column, is_array, change),
                condition: Some(if is_array {
                    Sqlite.array_has_any(&column, &values)
                } else {
                    format!("{column} IN ({values})")
                }),
                column,
            };
            steps.push(step.because(
                format!("Give the rows of {table} the new values of {name}."),
                Effect::Lossless,
            ));
        }
    }
    steps
}

fn constraints_come(altered: &Altered<'_>, in_place: &InPlace<'_>) -> Vec<Planned> {
    let table = altered.name();
    let mut steps = Vec::new();
    for (name, backfill) in &in_place.required {
        if let Some(backfill) = backfill {
            let step = SqliteStep::UpdateRows {
                table: quote(table),
                column: quote(name),
                value: operand(backfill),
                condition: Some(format!("{} IS NULL", quote(name))),
            };
            steps.push(step.because(format!("Fill {name} where it is NULL."), Effect::Lossless));
        }
        let step = SqliteStep::SetNotNull {
            table: quote(table),
            column: quote(name),
        };
        let mut step = step.because(format!("{table}.{name} has a value in every row."), Effect::Lossless);
        if backfill.is_none() {
            step = step.can_fail(is_null(name));
        }
        steps.push(step.breaks_older_code(writes_null(name)));
    }
    for check in &in_place.checks {
        let step = SqliteStep::AddConstraint {
            table: quote(table),
            definition: table::check(check),
        };
        let comment = format!("Check {} of {table}; every row is tested.", check.name);
        steps.push(
            step.because(comment, Effect::Lossless)
                .can_fail(breaks_check(&check.name)),
        );
    }
    steps
}
