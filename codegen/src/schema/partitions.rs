//! Partitions and inheritance: what a table is a part of, and how its rows are dealt out.

use std::collections::BTreeSet;

use sqlparser::dialect::PostgreSqlDialect;
use sqlparser::parser::Parser;

use crate::diagnostic::{Diagnostics, dialect as say_dialect, schema as say};
use crate::schema::PartitionStrategy;
use crate::schema::context::Context;
use crate::schema::indexes::{Limit, part_of};
use crate::schema::mixins::Flat;
use crate::schema::{IndexKey, PartitionOf, Partitioning, TableId};
use crate::source::{Span, Spanned};

/// How the rows of a table are dealt out.
pub(super) fn partitioning(
    context: &Context<'_>,
    table: TableId,
    diagnostics: &mut Diagnostics,
) -> Option<Partitioning> {
    let flat = context.table(table);
    let written = flat.table.partitioning.as_ref()?;
    let limit = written.only.or(flat.table.only);
    for target in context.targets(limit.map(|only| only.value)) {
        if !target.capabilities.partitions {
            diagnostics.push(say_dialect::no_partitions(target.name(), written.span));
        }
    }
    if let (Some(own), Some(of_table)) = (written.only, flat.table.only)
        && own.value != of_table.value
    {
        diagnostics.push(say_dialect::only_differs("a partitioning", own, of_table));
    }
    if written.by.value == PartitionStrategy::List && written.parts.len() > 1 {
        diagnostics.push(say::list_of_several(written.by.span));
    }
    let limit = Limit {
        only: limit,
        span: written.span,
    };
    let mut parts = Some(Vec::with_capacity(written.parts.len()));
    for part in &written.parts {
        let part = part_of(context, table, limit, part, diagnostics);
        if part
            .as_ref()
            .is_some_and(|part| part.descending || part.nulls.is_some())
        {
            diagnostics.push(say::ordered_partition_key(written.span));
        }
        match (part, &mut parts) {
            (Some(part), Some(parts)) => parts.push(part),
            _ => parts = None,
        }
    }
    let parts = parts?;
    keys_hold_the_columns(context, table, &parts, diagnostics);
    Some(Partitioning {
        by: written.by.value,
        parts,
        only: written.only.map(|only| only.value),
    })
}

/// Each partition sees to its own rows alone: rows that a key keeps apart must be in one partition.
fn keys_hold_the_columns(
    context: &Context<'_>,
    table: TableId,
    parts: &[crate::schema::IndexPart],
    diagnostics: &mut Diagnostics,
) {
    let flat = context.table(table);
    let mut wanted = Vec::new();
    let mut is_computed = false;
    for part in parts {
        match part.key {
            IndexKey::Column(id) => wanted.push(flat.columns[id.0].key.value.as_str()),
            IndexKey::Expression(_) => is_computed = true,
        }
    }
    // The keys of a table hold in its partitions too, however those deal out theirs.
    let mut holder = Some(table);
    let mut seen = BTreeSet::new();
    while let Some(id) = holder.filter(|id| seen.insert(*id)) {
        let flat = context.table(id);
        for (what, columns, span) in keys(flat) {
            let missing = wanted.iter().find(|column| !columns.contains(*column));
            if is_computed || missing.is_some() {
                diagnostics.push(say::key_across_partitions(what, missing.copied(), span));
            }
        }
        let of = flat.table.partition_of.as_ref();
        holder = of.and_then(|of| context.find_table(&of.parent.value));
    }
}

/// The keys that a table says, by the keys of their columns.
fn keys<'d>(flat: &Flat<'d>) -> Vec<(&'static str, Vec<&'d str>, Span)> {
    fn names(keys: &[Spanned<String>]) -> Vec<&str> {
        keys.iter().map(|key| key.value.as_str()).collect()
    }
    const PRIMARY: &str = "primary key";
    const UNIQUE: &str = "unique constraint";
    let mut found = Vec::new();
    if let Some(key) = &flat.table.primary_key {
        found.push((PRIMARY, names(&key.columns), key.span));
    }
    let marked = flat
        .own_columns()
        .filter_map(|(_, column)| Some((column.key.value.as_str(), column.primary_key?)));
    let (marked, spans): (Vec<_>, Vec<_>) = marked.unzip();
    found.extend(spans.first().map(|span| (PRIMARY, marked, *span)));
    for (_, column) in flat.own_columns() {
        found.extend(
            column
                .unique
                .map(|span| (UNIQUE, vec![column.key.value.as_str()], span)),
        );
    }
    let uniques = flat.uniques.iter();
    found.extend(uniques.map(|unique| (UNIQUE, names(&unique.columns), unique.span)));
    found
}

/// What a table is a partition of.
pub(super) fn partition_of(
    context: &Context<'_>,
    table: TableId,
    diagnostics: &mut Diagnostics,
) -> Option<PartitionOf> {
    let written = context.table(table).table.partition_of.as_ref()?;
    let parent = context.find_table(&written.parent.value)?;
    let by = context.table(parent).table.partitioning.as_ref()?.by.value;
    let bound = written.bound.value.trim();
    if !is_bound(bound, by) {
        let (kinds, example) = match by {
            PartitionStrategy::Range => ("ranges", "`FROM ('2026-01-01') TO ('2027-01-01')` or `DEFAULT`"),
            PartitionStrategy::List => ("lists", "`IN ('a', 'b')` or `DEFAULT`"),
            PartitionStrategy::Hash => ("hashes", "`WITH (modulus 4, remainder 0)`"),
        };
        diagnostics.push(say::partition_bound(
            &written.bound.value,
            kinds,
            example,
            written.bound.span,
        ));
    }
    Some(PartitionOf {
        parent,
        bound: bound.to_owned(),
    })
}

/// Whether text says which rows of a table that is partitioned so a partition holds.
pub(crate) fn is_bound(bound: &str, by: PartitionStrategy) -> bool {
    let first = bound.split(|letter: char| !letter.is_ascii_alphabetic()).next();
    let first = first.unwrap_or_default().to_ascii_uppercase();
    let (values, fits) = match first.as_str() {
        "DEFAULT" => ("", by != PartitionStrategy::Hash),
        "FROM" => ("FOR VALUES ", by == PartitionStrategy::Range),
        "IN" => ("FOR VALUES ", by == PartitionStrategy::List),
        "WITH" => ("FOR VALUES ", by == PartitionStrategy::Hash),
        _ => return false,
    };
    let statement = format!("CREATE TABLE a PARTITION OF b {values}{bound}");
    fits && Parser::parse_sql(&PostgreSqlDialect {}, &statement).is_ok_and(|statements| statements.len() == 1)
}

/// The tables whose columns a table also has.
pub(super) fn inherits(context: &Context<'_>, table: TableId, diagnostics: &mut Diagnostics) -> Vec<TableId> {
    let flat = context.table(table);
    let Some(first) = flat.table.inherits.first() else {
        return Vec::new();
    };
    for target in context.targets(flat.table.only.map(|only| only.value)) {
        target.need(
            "inheritance of tables",
            |facts| facts.inheritance,
            first.span,
            diagnostics,
        );
    }
    let mut seen = BTreeSet::new();
    let parents = flat.table.inherits.iter().filter_map(|name| {
        let parent = context.table_id(name, diagnostics)?;
        if !seen.insert(parent) {
            diagnostics.push(crate::diagnostic::document::listed_twice(
                &name.value,
                name.span,
                first.span,
            ));
            return None;
        }
        if leads_back(context, parent, table) {
            diagnostics.push(say::inheritance_cycle(flat.key(), name.span));
        }
        Some(parent)
    });
    parents.collect()
}

/// Whether a table is, or inherits from, another.
fn leads_back(context: &Context<'_>, from: TableId, to: TableId) -> bool {
    let mut seen = BTreeSet::new();
    let mut waiting = vec![from];
    while let Some(table) = waiting.pop() {
        if table == to {
            return true;
        }
        if seen.insert(table) {
            let names = context.table(table).table.inherits.iter();
            waiting.extend(names.filter_map(|name| context.find_table(&name.value)));
        }
    }
    false
}
