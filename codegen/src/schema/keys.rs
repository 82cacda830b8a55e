//! Primary keys, uniques and checks.

use crate::diagnostic::{Diagnostics, dialect as say_dialect, schema as say, types as say_type};
use crate::dialect::DialectName;
use crate::schema::context::Context;
use crate::schema::{Check, ColumnId, Index, IndexKey, Key, Scalar, Table, TableId, Unique, columns, indexes, sql};
use crate::source::{Span, Spanned};

/// The primary key of a table.
pub(super) fn primary_key(context: &Context<'_>, table: TableId, diagnostics: &mut Diagnostics) -> Option<Key> {
    let flat = context.table(table);
    let marked: Vec<_> = (flat.own_columns())
        .filter_map(|(_, column)| column.primary_key)
        .collect();
    let Some(written) = &flat.table.primary_key else {
        if let [first, second, ..] = marked.as_slice() {
            let columns: Vec<_> = flat
                .primary_key
                .iter()
                .map(|id| flat.columns[id.0].key.value.as_str())
                .collect();
            diagnostics.push(say::two_primary_keys(flat.key(), *second, *first, &columns));
        }
        let span = *marked.first()?;
        for id in &flat.primary_key {
            limited_column(context, table, *id, flat.table.only, span, diagnostics);
        }
        return Some(Key {
            name: None,
            columns: flat.primary_key.clone(),
            span,
        });
    };
    if let Some(mark) = marked.first() {
        let columns: Vec<_> = written.columns.iter().map(|column| column.value.as_str()).collect();
        diagnostics.push(say::two_primary_keys(flat.key(), *mark, written.span, &columns));
    }
    let columns = context.column_ids(table, &written.columns, diagnostics)?;
    for id in &columns {
        limited_column(context, table, *id, flat.table.only, written.span, diagnostics);
    }
    Some(Key {
        name: written.name.as_ref().map(|name| name.value.clone()),
        columns,
        span: written.span,
    })
}

/// Something that names a column cannot exist in a dialect in which the column does not.
pub(super) fn limited_column(
    context: &Context<'_>,
    table: TableId,
    column: ColumnId,
    only: Option<Spanned<DialectName>>,
    span: Span,
    diagnostics: &mut Diagnostics,
) {
    let flat = context.table(table);
    let column = flat.columns[column.0];
    let Some(limit) = column.only.or(flat.table.only) else {
        return;
    };
    let only = only.or(flat.table.only).map(|only| only.value);
    if context.targets(only).any(|target| target.name() != limit.value) {
        diagnostics.push(say_dialect::column_is_limited(
            &column.key.value,
            limit.value,
            limit.span,
            span,
        ));
    }
}

/// Keys, unique constraints and indexes compare values, which not every database can do with `json`.
pub(super) fn comparable(context: &Context<'_>, table: &Table, diagnostics: &mut Diagnostics) {
    let key = table
        .primary_key
        .iter()
        .map(|key| (key.columns.clone(), None, key.span));
    let uniques = table
        .uniques
        .iter()
        .map(|unique| (unique.columns.clone(), unique.only, unique.span));
    let sorted = |index: &&Index| {
        index
            .method
            .as_deref()
            .is_none_or(|method| method == indexes::DEFAULT_METHOD)
    };
    let indexes = table.indexes.iter().filter(sorted).map(|index| {
        let columns = index.parts.iter().filter_map(|part| match part.key {
            IndexKey::Column(column) => Some(column),
            IndexKey::Expression(_) => None,
        });
        (columns.collect(), index.only, index.span)
    });
    for (columns, only, span) in key.chain(uniques).chain(indexes) {
        let columns: Vec<ColumnId> = columns;
        for column in columns.into_iter().map(|id| table.column(id)) {
            let mut targets = context.targets(only.or(column.only).or(table.only));
            if column.r#type.scalar == Scalar::Json
                && let Some(target) = targets.find(|target| !target.capabilities.json_comparable)
            {
                diagnostics.push(say_type::not_comparable(&column.key, target.name(), span, column.span));
            }
        }
    }
}

/// The unique constraints of a table: of single columns first.
pub(super) fn uniques(context: &Context<'_>, table: TableId, diagnostics: &mut Diagnostics) -> Vec<Unique> {
    let flat = context.table(table);
    let mut uniques = Vec::new();
    for (id, column) in flat.own_columns() {
        if let Some(span) = column.unique {
            uniques.push(Unique {
                name: None,
                columns: vec![id],
                nulls_not_distinct: false,
                deferrable: None,
                only: column.only.map(|only| only.value),
                renamed_from: None,
                span,
            });
        }
    }
    for written in &flat.uniques {
        let Some(columns) = context.column_ids(table, &written.columns, diagnostics) else {
            continue;
        };
        for column in &columns {
            limited_column(context, table, *column, written.only, written.span, diagnostics);
        }
        for target in context.targets(written.only.or(flat.table.only).map(|only| only.value)) {
            if let Some(span) = written.nulls_not_distinct {
                target.need(
                    "`nulls_not_distinct`",
                    |facts| facts.nulls_not_distinct,
                    span,
                    diagnostics,
                );
            }
            if let Some(deferrable) = written.deferrable {
                let what = "deferrable unique constraints";
                target.need(what, |facts| facts.deferrable_unique, deferrable.span, diagnostics);
            }
        }
        if let Some(first) = uniques
            .iter()
            .find(|known| known.columns == columns && known.only == written.only.map(|only| only.value))
        {
            diagnostics.push(say::same_twice("unique constraint", written.span, first.span));
        }
        uniques.push(Unique {
            name: written.name.as_ref().map(|name| name.value.clone()),
            columns,
            nulls_not_distinct: written.nulls_not_distinct.is_some(),
            deferrable: written.deferrable.map(|deferrable| deferrable.value),
            only: written.only.map(|only| only.value),
            renamed_from: written.renamed_from.as_ref().map(|from| from.value.clone()),
            span: written.span,
        });
    }
    uniques
}

/// The checks of a table: those of single columns first.
pub(super) fn checks(context: &Context<'_>, table: TableId, diagnostics: &mut Diagnostics) -> Vec<Check> {
    let flat = context.table(table);
    let mut checks = Vec::new();
    for (id, column) in flat.own_columns() {
        if let Some(text) = &column.check {
            checks.push(Check {
                name: None,
                column: Some(id),
                expression: sql::expression(context, text, columns::only(flat, column), diagnostics),
                only: column.only.map(|only| only.value),
                renamed_from: None,
                span: text.span,
            });
        }
    }
    for written in &flat.checks {
        let only = written.only.or(flat.table.only).map(|only| only.value);
        checks.push(Check {
            name: written.name.as_ref().map(|name| name.value.clone()),
            column: None,
            expression: sql::expression(context, &written.expression, only, diagnostics),
            only: written.only.map(|only| only.value),
            renamed_from: written.renamed_from.as_ref().map(|from| from.value.clone()),
            span: written.span,
        });
    }
    checks
}
