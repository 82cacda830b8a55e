//! Indexes.

use crate::diagnostic::{Diagnostics, schema as say};
use crate::dialect::{Capabilities, DialectName};
use crate::document::{self, Order};
use crate::schema::context::{Context, Target};
use crate::schema::keys::limited_column;
use crate::schema::{ColumnId, Index, IndexKey, IndexPart, Nulls, TableId, sql};
use crate::source::{Span, Spanned};

/// The method that every database has.
pub(super) const DEFAULT_METHOD: &str = "btree";

/// The indexes of a table: those of `index = true` first. Those of foreign keys are left to lowering.
pub(super) fn resolve(context: &Context<'_>, table: TableId, diagnostics: &mut Diagnostics) -> Vec<Index> {
    let flat = context.table(table);
    let mut indexes = Vec::new();
    for (id, column) in flat.own_columns() {
        if let Some(wanted) = column.index
            && wanted.value
            && column.references.is_none()
        {
            indexes.push(of_column(id, column, wanted.span));
        }
    }
    for written in &flat.indexes {
        indexes.extend(index(context, table, written, diagnostics));
    }
    indexes
}

fn of_column(id: ColumnId, column: &document::Column, span: Span) -> Index {
    Index {
        name: None,
        parts: vec![IndexPart {
            key: IndexKey::Column(id),
            descending: false,
            nulls: None,
            opclass: None,
            collation: None,
        }],
        unique: false,
        nulls_not_distinct: false,
        predicate: None,
        include: Vec::new(),
        method: None,
        only: column.only.map(|only| only.value),
        renamed_from: None,
        span,
    }
}

fn index(
    context: &Context<'_>,
    table: TableId,
    written: &document::Index,
    diagnostics: &mut Diagnostics,
) -> Option<Index> {
    let flat = context.table(table);
    let only = written.only.or(flat.table.only).map(|only| only.value);
    let mut parts = Some(Vec::with_capacity(written.parts.len()));
    let limit = Limit {
        only: written.only,
        span: written.span,
    };
    for part in &written.parts {
        match (part_of(context, table, limit, part, diagnostics), &mut parts) {
            (Some(part), Some(parts)) => parts.push(part),
            _ => parts = None,
        }
    }
    let include = context.column_ids(table, &written.include, diagnostics);
    for target in context.targets(only) {
        lacking(target, written, diagnostics);
    }
    let predicate = written
        .predicate
        .as_ref()
        .map(|predicate| sql::expression(context, predicate, only, diagnostics));
    if let (Some(span), false) = (written.nulls_not_distinct, written.unique) {
        diagnostics.push(say::nulls_of_plain_index(span));
    }
    let include = include?;
    for column in &include {
        limited_column(context, table, *column, written.only, written.span, diagnostics);
    }
    Some(Index {
        name: written.name.as_ref().map(|name| name.value.clone()),
        parts: parts?,
        unique: written.unique,
        nulls_not_distinct: written.nulls_not_distinct.is_some(),
        predicate,
        include,
        method: written.method.as_ref().map(|method| method.value.clone()),
        only: written.only.map(|only| only.value),
        renamed_from: written.renamed_from.as_ref().map(|from| from.value.clone()),
        span: written.span,
    })
}

/// What a dialect lacks of what an index asks for.
fn lacking(target: &Target, written: &document::Index, diagnostics: &mut Diagnostics) {
    let mut need = |feature: &str, fact: fn(&Capabilities) -> bool, span: Option<Span>| {
        if let Some(span) = span {
            target.need(feature, fact, span, diagnostics);
        }
    };
    let other_method = written.method.as_ref().filter(|method| method.value != DEFAULT_METHOD);
    let include = written.include.first();
    need(
        "index methods besides `btree`",
        |facts| facts.index_methods,
        other_method.map(|method| method.span),
    );
    need(
        "`include` of an index",
        |facts| facts.index_include,
        include.map(|column| column.span),
    );
    need(
        "`nulls_not_distinct`",
        |facts| facts.nulls_not_distinct,
        written.nulls_not_distinct.filter(|_| written.unique),
    );
    for part in &written.parts {
        let opclass = part.opclass.as_ref().map(|opclass| opclass.span);
        need("operator classes", |facts| facts.index_opclasses, opclass);
    }
    for part in &written.parts {
        if let Some(collation) = &part.collation {
            target.need_collation(collation, diagnostics);
        }
    }
}

/// What parts belong to, and where that is.
#[derive(Clone, Copy)]
pub(super) struct Limit {
    pub(super) only: Option<Spanned<DialectName>>,
    pub(super) span: Span,
}

pub(super) fn part_of(
    context: &Context<'_>,
    table: TableId,
    index: Limit,
    written: &document::IndexPart,
    diagnostics: &mut Diagnostics,
) -> Option<IndexPart> {
    let flat = context.table(table);
    let only = index.only.or(flat.table.only).map(|only| only.value);
    let mut descending = written.order == Some(Order::Descending);
    let mut nulls = written.nulls;
    let key = match &written.key {
        document::IndexKey::Expression(text) => IndexKey::Expression(sql::expression(context, text, only, diagnostics)),
        document::IndexKey::Column(key) => IndexKey::Column(context.column_id(table, key, diagnostics)?),
        document::IndexKey::Short(text) => {
            let short = short(context, table, text, diagnostics)?;
            descending = short.descending;
            nulls = short.nulls.map(|nulls| Spanned::new(nulls, text.span));
            IndexKey::Column(short.column)
        }
    };
    if let IndexKey::Column(column) = &key {
        limited_column(context, table, *column, index.only, index.span, diagnostics);
    }
    if let Some(nulls) = nulls {
        // Without a say, SQLite takes NULL for the smallest value (its manual, "CREATE INDEX"), so that this alone works.
        let smallest = (nulls.value == Nulls::First) != descending;
        let what = if descending {
            "descending indexes with NULLs first"
        } else {
            "ascending indexes with NULLs last"
        };
        for target in context.targets(only).filter(|_| !smallest) {
            target.need(what, |facts| facts.index_nulls, nulls.span, diagnostics);
        }
    }
    Some(IndexPart {
        key,
        descending,
        nulls: nulls.map(|nulls| nulls.value),
        opclass: written.opclass.as_ref().map(|opclass| opclass.value.clone()),
        collation: written.collation.as_ref().map(|collation| collation.value.clone()),
    })
}

struct Short {
    column: ColumnId,
    descending: bool,
    nulls: Option<Nulls>,
}

/// `column`, `column desc`, `column desc nulls last`. Text that is a column's key as a whole is that column.
fn short(
    context: &Context<'_>,
    table: TableId,
    text: &Spanned<String>,
    diagnostics: &mut Diagnostics,
) -> Option<Short> {
    if let Some(column) = context.table(table).column_id(&text.value) {
        return Some(Short {
            column,
            descending: false,
            nulls: None,
        });
    }
    let mut rest = text.value.trim();
    let mut nulls = None;
    for (words, place) in [(" nulls first", Nulls::First), (" nulls last", Nulls::Last)] {
        if let Some(before) = strip_end(rest, words) {
            (rest, nulls) = (before, Some(place));
        }
    }
    let mut descending = false;
    for (word, is_descending) in [(" asc", false), (" desc", true)] {
        if let Some(before) = strip_end(rest, word) {
            (rest, descending) = (before, is_descending);
        }
    }
    let key = Spanned::new(rest.trim().to_owned(), text.span);
    if rest.contains(['(', ')']) && context.table(table).column_id(rest).is_none() {
        diagnostics.push(say::expression_as_column(&text.value, text.span));
        return None;
    }
    let column = context.column_id(table, &key, diagnostics)?;
    Some(Short {
        column,
        descending,
        nulls,
    })
}

fn strip_end<'a>(text: &'a str, end: &str) -> Option<&'a str> {
    let start = text.len().checked_sub(end.len())?;
    let found = text.get(start..)?.eq_ignore_ascii_case(end);
    found.then(|| text[..start].trim_end())
}
