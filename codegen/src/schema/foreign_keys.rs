//! Foreign keys: those of single columns, then those of `[[table.*.foreign_key]]`.

use crate::diagnostic::{Diagnostics, dialect as say_dialect, schema as say, types as say_type};
use crate::dialect::DialectName;
use crate::document::{self, Reference};
use crate::schema::context::Context;
use crate::schema::keys::limited_column;
use crate::schema::types::Types;
use crate::schema::{Action, ColumnId, ForeignKey, Scalar, TableId, Type};
use crate::source::Spanned;

/// The foreign keys of a table.
pub(super) fn resolve(
    context: &Context<'_>,
    table: TableId,
    types: &Types,
    diagnostics: &mut Diagnostics,
) -> Vec<ForeignKey> {
    let flat = context.table(table);
    let mut keys = Vec::new();
    for (id, column) in flat.own_columns() {
        let Some(reference) = &column.references else { continue };
        let written = Written {
            columns: vec![id],
            target: &reference.target,
            on_delete: reference.on_delete,
            on_update: reference.on_update,
            only: column.only,
        };
        if let Some(pointed) = check(context, table, &written, types, diagnostics) {
            keys.push(ForeignKey {
                name: None,
                columns: written.columns,
                references: pointed.table,
                referenced_columns: pointed.columns,
                on_delete: reference.on_delete.map_or(Action::NoAction, |action| action.value),
                on_update: reference.on_update.map_or(Action::NoAction, |action| action.value),
                deferrable: reference.deferrable,
                index: column.index.is_none_or(|index| index.value),
                only: column.only.map(|only| only.value),
                renamed_from: None,
                span: reference.target.span,
            });
        }
    }
    for written in &flat.table.foreign_keys {
        keys.extend(authored(context, table, written, types, diagnostics));
    }
    keys
}

fn authored(
    context: &Context<'_>,
    table: TableId,
    written: &document::ForeignKey,
    types: &Types,
    diagnostics: &mut Diagnostics,
) -> Option<ForeignKey> {
    let columns = context.column_ids(table, &written.columns, diagnostics);
    let Some(columns) = columns else {
        let _ = context.table_id(&written.references.table, diagnostics);
        return None;
    };
    for column in &columns {
        limited_column(context, table, *column, written.only, written.span, diagnostics);
    }
    let key = Written {
        columns,
        target: &written.references,
        on_delete: written.on_delete,
        on_update: written.on_update,
        only: written.only,
    };
    let pointed = check(context, table, &key, types, diagnostics)?;
    Some(ForeignKey {
        name: written.name.as_ref().map(|name| name.value.clone()),
        columns: key.columns,
        references: pointed.table,
        referenced_columns: pointed.columns,
        on_delete: written.on_delete.map_or(Action::NoAction, |action| action.value),
        on_update: written.on_update.map_or(Action::NoAction, |action| action.value),
        deferrable: written.deferrable,
        index: written.index,
        only: written.only.map(|only| only.value),
        renamed_from: written.renamed_from.as_ref().map(|from| from.value.clone()),
        span: written.span,
    })
}

/// What both forms of a foreign key say.
struct Written<'d> {
    columns: Vec<ColumnId>,
    target: &'d Reference,
    on_delete: Option<Spanned<Action>>,
    on_update: Option<Spanned<Action>>,
    only: Option<Spanned<DialectName>>,
}

/// What a foreign key points at.
struct Pointed {
    table: TableId,
    columns: Vec<ColumnId>,
}

fn check(
    context: &Context<'_>,
    table: TableId,
    written: &Written<'_>,
    types: &Types,
    diagnostics: &mut Diagnostics,
) -> Option<Pointed> {
    let reference = written.target;
    let target = context.table_id(&reference.table, diagnostics)?;
    let there = context.table(target);
    let columns = if reference.columns.is_empty() {
        if there.primary_key.is_empty() {
            diagnostics.push(say::no_primary_key(there.key(), reference.span, there.table.key.span));
            return None;
        }
        there.primary_key.clone()
    } else {
        context.column_ids(target, &reference.columns, diagnostics)?
    };
    if columns.len() != written.columns.len() {
        let names: Vec<_> = columns
            .iter()
            .map(|id| there.columns[id.0].key.value.as_str())
            .collect();
        diagnostics.push(say::reference_width(
            written.columns.len(),
            there.key(),
            &names,
            reference.span,
        ));
        return None;
    }
    if !is_unique(context, target, &columns) {
        let names: Vec<_> = columns
            .iter()
            .map(|id| there.columns[id.0].key.value.as_str())
            .collect();
        diagnostics.push(say::reference_not_unique(there.key(), &names, reference.span));
    }
    limits(context, table, written, target, &columns, diagnostics);
    for (here, pointed) in written.columns.iter().zip(&columns) {
        let (Some(own), Some(other)) = (types.get(table, *here), types.get(target, *pointed)) else {
            continue;
        };
        if !comparable(own, other) {
            let column = context.table(table).columns[here.0];
            let span = column.r#type.as_ref().map_or(column.key.span, |text| text.span);
            diagnostics.push(say_type::reference_type(
                &own.spelled(context),
                span,
                &other.spelled(context),
                reference.span,
            ));
        }
    }
    actions(context, table, written, diagnostics);
    Some(Pointed { table: target, columns })
}

/// Whether a key or unique constraint has exactly these columns, in any order.
fn is_unique(context: &Context<'_>, table: TableId, columns: &[ColumnId]) -> bool {
    let flat = context.table(table);
    let same = |others: &[ColumnId]| others.len() == columns.len() && columns.iter().all(|id| others.contains(id));
    same(&flat.primary_key)
        || matches!(columns, [column] if column.0 >= flat.inherited && flat.columns[column.0].unique.is_some())
        // What is unique in a table is so in each of its partitions, whose columns are those of the table.
        || (flat.table.partition_of.as_ref())
            .and_then(|of| context.find_table(&of.parent.value))
            .is_some_and(|parent| is_unique(context, parent, columns))
        || flat.uniques.iter().any(|unique| {
            let ids: Vec<_> = unique
                .columns
                .iter()
                .filter_map(|key| flat.column_id(&key.value))
                .collect();
            ids.len() == unique.columns.len() && same(&ids)
        })
        || flat.indexes.iter().any(|index| {
            let ids: Vec<_> = index
                .parts
                .iter()
                .filter_map(|part| match &part.key {
                    document::IndexKey::Short(key) | document::IndexKey::Column(key) => flat.column_id(&key.value),
                    document::IndexKey::Expression(_) => None,
                })
                .collect();
            index.unique && index.predicate.is_none() && ids.len() == index.parts.len() && same(&ids)
        })
}

/// The table and columns pointed at exist wherever the foreign key does.
fn limits(
    context: &Context<'_>,
    table: TableId,
    written: &Written<'_>,
    target: TableId,
    columns: &[ColumnId],
    diagnostics: &mut Diagnostics,
) {
    let there = context.table(target);
    let only = written.only.or(context.table(table).table.only).map(|only| only.value);
    let column_limits = columns.iter().filter_map(|id| {
        there.columns[id.0]
            .only
            .map(|limit| (there.columns[id.0].key.value.as_str(), limit))
    });
    let table_limit = there.table.only.map(|limit| (there.key(), limit));
    for (name, limit) in column_limits.chain(table_limit) {
        if context.targets(only).any(|target| target.name() != limit.value) {
            diagnostics.push(say_dialect::column_is_limited(
                name,
                limit.value,
                limit.span,
                written.target.span,
            ));
            return;
        }
    }
}

/// `set_null` needs columns that take NULL, `set_default` such that have a default or take NULL.
fn actions(context: &Context<'_>, table: TableId, written: &Written<'_>, diagnostics: &mut Diagnostics) {
    let flat = context.table(table);
    for action in [written.on_delete, written.on_update].into_iter().flatten() {
        for id in &written.columns {
            let column = flat.columns[id.0];
            let nullable = column.nullable.is_some_and(|nullable| nullable.value);
            let fits = match action.value {
                Action::SetNull => nullable,
                Action::SetDefault => nullable || column.default.is_some(),
                Action::NoAction | Action::Restrict | Action::Cascade => true,
            };
            if !fits {
                let set_null = action.value == Action::SetNull;
                diagnostics.push(say_type::action_needs(
                    &column.key.value,
                    set_null,
                    action.span,
                    column.key.span,
                ));
            }
        }
    }
}

/// Whether the database compares values of both types: PostgreSQL refuses a foreign key where it does not.
fn comparable(own: &Type, other: &Type) -> bool {
    own.array == other.array && are_comparable(&own.scalar, &other.scalar)
}

/// Whether a column of the one type may reference a column of the other.
pub(crate) fn are_comparable(own: &Scalar, other: &Scalar) -> bool {
    let family = |scalar: &Scalar| match scalar {
        Scalar::SmallInt | Scalar::Integer | Scalar::BigInt => 1,
        Scalar::Text | Scalar::Varchar(_) => 2,
        Scalar::Numeric(_) => 3,
        Scalar::Real | Scalar::Double => 4,
        _ => 0,
    };
    own == other || family(own) != 0 && family(own) == family(other)
}
