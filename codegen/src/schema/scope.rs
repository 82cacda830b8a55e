//! Scopes: a column, or a path of to-one foreign keys that ends in one.

use crate::diagnostic::{Diagnostics, schema as say};
use crate::schema::context::Context;
use crate::schema::{Scope, Table, TableId, row_security};
use crate::source::{Span, Spanned};

/// The scope of a table, once all foreign keys are known.
pub(super) fn resolve(
    context: &Context<'_>,
    tables: &[Table],
    table: TableId,
    diagnostics: &mut Diagnostics,
) -> Option<Scope> {
    let written = context.table(table).table.scope.as_ref()?;
    let mut path = Vec::new();
    let mut reached = table;
    let mut segments: Vec<&str> = written.value.split('.').collect();
    let last = segments.pop()?;
    for segment in segments {
        let foreign_key = step(context, tables, reached, segment, written.span, diagnostics)?;
        path.push(foreign_key);
        reached = tables[reached.0].foreign_keys[foreign_key].references;
    }
    let key = Spanned::new(last.to_owned(), written.span);
    let column = context.column_id(reached, &key, diagnostics)?;
    Some(Scope {
        path,
        table: reached,
        column,
        row_security: row_security::is_asked(context, table),
        span: written.span,
    })
}

/// The foreign key that a segment names: by its one column, else by the table it points at.
fn step(
    context: &Context<'_>,
    tables: &[Table],
    table: TableId,
    segment: &str,
    span: Span,
    diagnostics: &mut Diagnostics,
) -> Option<usize> {
    let resolved = &tables[table.0];
    let by_column = context.table(table).column_id(segment).and_then(|column| {
        let mut keys = resolved.foreign_keys.iter();
        keys.position(|key| key.columns == [column])
    });
    if by_column.is_some() {
        return by_column;
    }
    let target = context.find_table(segment);
    let keys = resolved.foreign_keys.iter().enumerate();
    let by_table: Vec<usize> = keys
        .filter(|(_, key)| Some(key.references) == target)
        .map(|(index, _)| index)
        .collect();
    let columns_of = |index: usize| {
        let columns = resolved.foreign_keys[index].columns.iter();
        let columns: Vec<_> = columns.map(|id| resolved.column(*id).key.clone()).collect();
        columns.join(", ")
    };
    match by_table.as_slice() {
        [index] => Some(*index),
        [] => {
            let known: Vec<_> = (0..resolved.foreign_keys.len()).map(columns_of).collect();
            diagnostics.push(say::scope_step(segment, &resolved.key, span, &known));
            None
        }
        several => {
            let choices: Vec<_> = several.iter().map(|index| columns_of(*index)).collect();
            diagnostics.push(say::ambiguous_scope(segment, &resolved.key, span, &choices));
            None
        }
    }
}
