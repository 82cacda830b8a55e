//! A table altered in place.

use crate::dialect::sqlite::steps::alterable::ColumnConstraints;
use crate::dialect::sqlite::steps::altered::{Altered, lost_values, mapped_values};
use crate::dialect::sqlite::steps::expression::operand;
use crate::dialect::sqlite::steps::{Planned, SqliteStep, column, copy, literal, quote};
use crate::plan::Effect;

/// Columns come, rows are filled and mapped, columns go: so that a backfill can read what goes.
pub(in crate::dialect::sqlite) fn alter(altered: &Altered<'_>, constraints: &ColumnConstraints<'_>) -> Vec<Planned> {
    let table = altered.name();
    let mut steps = Vec::new();

    // A generated column comes after those it may be made from.
    let (generated, plain): (Vec<_>, Vec<_>) = altered
        .added_columns()
        .partition(|(column, _)| column.generated.is_some());
    for (column, _) in plain.iter().chain(&generated) {
        let constraints = constraints.get(column.name.as_str()).map_or(&[][..], Vec::as_slice);
        let step = column::add_column(table, column, constraints);
        let effect = if column.generated.is_some() {
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
    for (name, change) in &altered.enums {
        let values: Vec<_> = mapped_values(change).map(|(from, _)| literal(from)).collect();
        let effect = if lost_values(change).next().is_some() {
            Effect::Lossy
        } else {
            Effect::Lossless
        };
        if !values.is_empty() {
            let step = SqliteStep::UpdateRows {
                table: quote(table),
                column: quote(name),
                value: copy::map_values(&quote(name), change),
                condition: Some(format!("{} IN ({})", quote(name), values.join(", "))),
            };
            steps.push(step.because(format!("Give the rows of {table} the new values of {name}."), effect));
        }
    }
    for name in altered.dropped_columns.keys() {
        let step = column::drop_column(table, name);
        steps.push(step.because(format!("Drop column {name} of {table} and its values."), Effect::Lossy));
    }
    steps
}
