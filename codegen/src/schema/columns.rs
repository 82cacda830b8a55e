//! Columns.

use crate::diagnostic::{Diagnostics, dialect as say_dialect, schema as say, types as say_type};
use crate::dialect::{Capabilities, DialectName};
use crate::document;
use crate::schema::context::Context;
use crate::schema::names::{self, DatabaseNames, Kind};
use crate::schema::rust_names::RustNames;
use crate::schema::types::Types;
use crate::schema::{Column, ColumnId, Default, Generated, Scalar, TableId, Type, defaults, sql, validation};
use crate::source::Span;

/// The columns of a table; those whose type is wrong, which was told, are text from here on.
pub(super) fn resolve(
    context: &Context<'_>,
    table: TableId,
    types: &Types,
    rust_names: &mut RustNames,
    diagnostics: &mut Diagnostics,
) -> Vec<Column> {
    let flat = context.table(table);
    let mut database_names = DatabaseNames::new(context);
    if flat.columns.is_empty() && flat.table.partition_of.is_none() {
        diagnostics.push(say::table_without_columns(flat.key(), flat.table.key.span));
    }
    let mut columns = Vec::with_capacity(flat.columns.len());
    for (index, written) in flat.columns.iter().enumerate() {
        let id = ColumnId(index);
        let column = column(context, table, id, types.get(table, id), diagnostics);
        let owner = format!("column `{}`", column.key);
        rust_names.take(&column.rust_name, &owner, written.key.span, diagnostics);
        database_names.take(None, &column.name, owner, written.key.span, diagnostics);
        columns.push(column);
    }
    still_there(context, table, diagnostics);
    columns
}

/// `renamed_from` names another column, and one column only comes from it. That column may be there again: two columns
/// may swap names, and a new one may take a name that was left.
fn still_there(context: &Context<'_>, table: TableId, diagnostics: &mut Diagnostics) {
    let flat = context.table(table);
    let mut seen: Vec<(&str, Span)> = Vec::new();
    for (_, column) in flat.own_columns() {
        let Some(from) = &column.renamed_from else { continue };
        if from.value == column.key.value {
            diagnostics.push(say::still_there("column", &from.value, from.span, column.key.span));
        }
        if let Some((_, first)) = seen.iter().find(|(known, _)| *known == from.value) {
            diagnostics.push(crate::diagnostic::document::listed_twice(
                &from.value,
                from.span,
                *first,
            ));
        }
        seen.push((&from.value, from.span));
    }
}

/// The dialect that a column is limited to, by itself or by its table.
pub(super) fn only(flat: &super::mixins::Flat<'_>, column: &document::Column) -> Option<DialectName> {
    column.only.or(flat.table.only).map(|only| only.value)
}

fn column(
    context: &Context<'_>,
    table: TableId,
    id: ColumnId,
    found: Option<&Type>,
    diagnostics: &mut Diagnostics,
) -> Column {
    let flat = context.table(table);
    let written = flat.columns[id.0];
    let only = only(flat, written);
    filled_by_model(context, flat, written, diagnostics);
    if let (Some(own), Some(of_table)) = (&written.only, &flat.table.only)
        && own.value != of_table.value
    {
        diagnostics.push(say_dialect::only_differs("a column", *own, *of_table));
    }
    let name = written.column.as_ref().unwrap_or(&written.key);
    names::check_column(context, &name.value, name.span, diagnostics);
    let default_of = |default: &Option<document::Default>, diagnostics: &mut Diagnostics| {
        let r#type = found?;
        defaults::resolve(context, default.as_ref()?, r#type, only, diagnostics)
    };
    let default = default_of(&written.default, diagnostics);
    let update_default = default_of(&written.update_default, diagnostics);
    if let (Some(Default::Sql(_)), Some(text)) = (&update_default, &written.update_default) {
        diagnostics.push(say_type::update_default_sql(text.span));
    }
    rules(context, table, id, found, only, diagnostics);
    let generated = written.generated.as_ref().map(|generated| Generated {
        expression: sql::expression(context, &generated.expression, only, diagnostics),
        stored: generated.stored,
    });
    let mut hint = |text: &Option<document::SqlText>| {
        text.as_ref()
            .map(|text| sql::expression(context, text, only, diagnostics))
    };
    let backfill = hint(&written.backfill);
    let using = hint(&written.using);
    let using_back = hint(&written.using_back);
    let r#type = found.cloned().unwrap_or(Type {
        scalar: Scalar::Text,
        array: false,
    });
    let nullable = written.nullable.is_some_and(|nullable| nullable.value);
    let in_primary_key = flat.primary_key.contains(&id);
    if found.is_some() {
        validation::check(context, &written.validate, &r#type, diagnostics);
    }
    if let Some(rust) = &written.rust
        && syn::parse_str::<syn::Type>(&rust.value).is_err()
    {
        diagnostics.push(say_type::invalid_rust_type(&rust.value, rust.span));
    }
    Column {
        key: written.key.value.clone(),
        name: name.value.clone(),
        rust_name: names::rust_name(written.rust_name.as_ref(), &written.key, Kind::Field, diagnostics),
        r#type,
        declared: written.declared.as_ref().map(|declared| declared.value.clone()),
        collation: written.collation.as_ref().map(|collation| collation.value.clone()),
        nullable: nullable && !in_primary_key,
        nullable_key: nullable && in_primary_key,
        default,
        update_default,
        identity: written.identity.map(|identity| identity.value),
        generated,
        comment: written.comment.clone(),
        rust: written.rust.as_ref().map(|rust| rust.value.clone()),
        validate: written.validate.iter().map(|rule| rule.value.clone()).collect(),
        secret: written.secret,
        only: written.only.map(|only| only.value),
        renamed_from: written.renamed_from.as_ref().map(|from| from.value.clone()),
        backfill,
        using,
        using_back,
        span: written.key.span,
    }
}

/// A column of one dialect alone is in no model that runs on several: what only the model could fill would never be.
fn filled_by_model(
    context: &Context<'_>,
    flat: &super::mixins::Flat<'_>,
    written: &document::Column,
    diagnostics: &mut Diagnostics,
) {
    // In a table of one dialect the model has all columns; a column of the other is told to be nowhere.
    let Some(only) = written.only.as_ref().filter(|_| flat.table.only.is_none()) else {
        return;
    };
    if context.targets.len() == 1 {
        return;
    }
    let made_by_database = match &written.default {
        None => written.identity.is_some() || written.generated.is_some(),
        Some(default) => defaults::is_made_by_database(context, default, only.value),
    };
    let nullable = written.nullable.is_some_and(|nullable| nullable.value);
    let unfilled = (!nullable && !made_by_database).then_some(written.key.span);
    let update_default = written.update_default.as_ref().map(|default| default.span);
    for span in unfilled.into_iter().chain(update_default) {
        diagnostics.push(say_dialect::not_in_model(
            &written.key.value,
            only.value,
            only.span,
            span,
        ));
    }
}

/// What is said for one database alone: the declared type and the collation.
fn physical(
    context: &Context<'_>,
    written: &document::Column,
    only: Option<DialectName>,
    diagnostics: &mut Diagnostics,
) {
    if let Some(declared) = &written.declared
        && !context.targets(only).any(|target| target.capabilities.declared_types)
        && let Some(target) = context.targets(only).next()
    {
        target.need("declared types", |_| false, declared.span, diagnostics);
    }
    if let Some(collation) = &written.collation {
        for target in context.targets(only) {
            target.need_collation(collation, diagnostics);
        }
    }
}

/// What cannot go together on a column, and what a dialect in use lacks.
fn rules(
    context: &Context<'_>,
    table: TableId,
    id: ColumnId,
    found: Option<&Type>,
    only: Option<DialectName>,
    diagnostics: &mut Diagnostics,
) {
    let flat = context.table(table);
    let written = flat.columns[id.0];
    let nullable = written.nullable.filter(|nullable| nullable.value);
    let in_primary_key = flat.primary_key.contains(&id);
    if let (Some(nullable), true) = (nullable, in_primary_key) {
        let mut targets = context.targets(only);
        if targets.any(|target| !target.capabilities.nullable_keys) {
            diagnostics.push(say_type::nullable_key(&written.key.value, nullable.span));
        }
    }
    physical(context, written, only, diagnostics);
    let filled = [
        ("default", written.default.as_ref().map(|default| default.span)),
        ("identity", written.identity.map(|identity| identity.span)),
        ("generated", written.generated.as_ref().map(|generated| generated.span)),
    ];
    let mut filled = filled.into_iter().filter_map(|(key, span)| Some((key, span?)));
    if let (Some((first_key, first)), Some((key, span))) = (filled.next(), filled.next()) {
        diagnostics.push(say_type::filled_twice(first_key, first, key, span));
    }
    if let (Some(generated), Some(update_default)) = (&written.generated, &written.update_default) {
        diagnostics.push(say_type::filled_twice(
            "generated",
            generated.span,
            "update_default",
            update_default.span,
        ));
    }
    if let (Some(generated), true) = (&written.generated, in_primary_key) {
        diagnostics.push(say_type::generated_key(&written.key.value, generated.span));
    }
    if let Some(identity) = written.identity {
        if let Some(nullable) = nullable {
            diagnostics.push(say_type::nullable_identity(&written.key.value, nullable.span));
        }
        let is_integer = found.is_none_or(|found| {
            !found.array && matches!(found.scalar, Scalar::SmallInt | Scalar::Integer | Scalar::BigInt)
        });
        if let (false, Some(found)) = (is_integer, found) {
            diagnostics.push(say_type::identity_type(&found.spelled(context), identity.span));
        }
        for target in context.targets(only) {
            if !target.capabilities.identity_anywhere && flat.primary_key != [id] {
                diagnostics.push(say_dialect::identity_elsewhere(target.name(), identity.span));
            }
        }
    }
    if let (Some(Scalar::Numeric(Some((digits, scale)))), Some(text)) =
        (found.map(|found| &found.scalar), &written.r#type)
        && (*scale < 0 || i32::from(*scale) > i32::from(*digits))
    {
        for target in context.targets(only) {
            let what = "`numeric` with a scale below 0 or above its digits";
            target.need(what, |facts| facts.free_numeric_scale, text.span, diagnostics);
        }
    }
    if let Some(generated) = &written.generated {
        for target in context.targets(only) {
            let (what, fact): (_, fn(&Capabilities) -> bool) = if generated.stored {
                ("stored generated columns", |facts| facts.stored_generated)
            } else {
                ("generated columns that are not stored", |facts| facts.virtual_generated)
            };
            target.need(what, fact, generated.span, diagnostics);
        }
    }
}
