//! What of a catalog the schema language can say, and what it cannot, with the reason.

use std::collections::BTreeSet;

use crate::catalog::{Catalog, Column, Expression, ForeignKey, IndexKey, ObjectName, Table, TypeName};
use crate::schema::{Action, are_comparable, is_bound, is_expression};

/// The part that can be said, and what is left, each with its reason.
pub(super) fn part(catalog: &Catalog) -> (Catalog, Vec<String>) {
    let mut said = catalog.clone();
    let mut left = Vec::new();
    said.tables.retain(|name, table| {
        let has_columns = !catalog.all_columns(table).is_empty();
        if !has_columns {
            left.push(format!("table {name}: it has no columns"));
        }
        has_columns
    });
    partitions(catalog, &mut said, &mut left);
    said.enums.retain(|name, object| {
        if object.values.is_empty() {
            left.push(format!("enum {name}: it has no values"));
        }
        !object.values.is_empty()
    });
    let is_sql = |expression: &Expression| is_expression(catalog.dialect.dialect(), &expression.authored);
    let names: BTreeSet<ObjectName> = said.tables.keys().cloned().collect();
    for taken in said.tables.values_mut() {
        let table = taken.clone();
        let mut leave = |what: &str, name: &str, table: &Table, why: &str| {
            left.push(format!("{what} {name} on {}: {why}", table.name));
        };
        let unread = "its SQL is not understood";
        taken.checks.retain(|check| {
            let is_sql = is_sql(&check.expression);
            if !is_sql {
                leave("check", &check.name, &table, unread);
            }
            is_sql
        });
        taken.indexes.retain(|index| {
            let expressions = index.parts.iter().filter_map(|part| match &part.key {
                IndexKey::Expression(expression) => Some(expression),
                IndexKey::Column(_) => None,
            });
            let is_sql = expressions.chain(&index.predicate).all(is_sql);
            if !is_sql {
                leave("index", &index.name, &table, unread);
            }
            is_sql
        });
        for column in &mut taken.columns {
            if column.default.as_ref().is_some_and(|default| !is_sql(default)) {
                leave("default of column", &column.name, &table, unread);
                column.default = None;
            }
            if column.generated.as_ref().is_some_and(|rule| !is_sql(&rule.expression)) {
                leave("rule of the generated column", &column.name, &table, unread);
                column.generated = None;
            }
        }
        taken.foreign_keys.retain(|key| {
            let target = catalog
                .tables
                .get(&key.references)
                .filter(|_| names.contains(&key.references));
            let why = target.map_or(Some("the table that it points at is not there"), |target| {
                why_not(catalog, &table, key, target)
            });
            if let Some(why) = why {
                leave("foreign key", &key.name, &table, why);
            }
            why.is_none()
        });
    }
    (said, left)
}

/// Leaves out tables that are partitioned in a way that is not understood, and all that goes with them.
fn partitions(catalog: &Catalog, said: &mut Catalog, left: &mut Vec<String>) {
    let dialect = catalog.dialect.dialect();
    let mut unread = Vec::new();
    for table in catalog.tables.values() {
        let parts = table.partition_key.iter().flat_map(|key| &key.parts);
        let mut expressions = parts.filter_map(|part| match &part.key {
            IndexKey::Expression(expression) => Some(expression),
            IndexKey::Column(_) => None,
        });
        let by = table.partition_of.as_ref().and_then(|of| {
            let key = catalog.tables.get(&of.parent)?.partition_key.as_ref()?;
            Some((&of.bound, key.by))
        });
        if !expressions.all(|expression| is_expression(dialect, &expression.authored)) {
            unread.push((table, "the SQL of its partition key is not understood"));
        } else if table.partition_of.is_some() && !by.is_some_and(|(bound, by)| is_bound(bound, by)) {
            unread.push((table, "its bound is not understood"));
        } else if let Some(parent) = table.parents().find(|parent| !catalog.tables.contains_key(parent)) {
            left.push(format!("table {}: {parent} is not there", table.name));
            said.tables.remove(&table.name);
        }
    }
    for (table, why) in unread {
        for below in catalog.tables.values() {
            if below.name == table.name || catalog.is_below(below, &table.name) {
                said.tables.remove(&below.name);
                left.push(format!("table {}: {why}", below.name));
            }
        }
    }
}

/// Why a foreign key cannot be said.
fn why_not(catalog: &Catalog, table: &Table, key: &ForeignKey, target: &Table) -> Option<&'static str> {
    if key.columns.len() != key.referenced_columns.len() || key.columns.is_empty() {
        return Some("it has other columns than the key that it points at");
    }
    let columns: Option<Vec<&Column>> = (key.columns.iter())
        .map(|name| catalog.column_of(table, name))
        .collect();
    let pointed: Option<Vec<&Column>> = (key.referenced_columns.iter())
        .map(|name| catalog.column_of(target, name))
        .collect();
    let (Some(columns), Some(pointed)) = (columns, pointed) else {
        return Some("a column of it is not there");
    };
    let dialect = catalog.dialect.dialect();
    let is_comparable = |own: &Column, other: &Column| {
        let is_alike = match (&own.r#type.r#type, &other.r#type.r#type) {
            (TypeName::BuiltIn(own), TypeName::BuiltIn(other)) => {
                are_comparable(&dialect.authored_type(own).scalar, &dialect.authored_type(other).scalar)
            }
            (own, other) => own == other,
        };
        own.r#type.array == other.r#type.array && is_alike
    };
    if !columns
        .iter()
        .zip(&pointed)
        .all(|(own, other)| is_comparable(own, other))
    {
        return Some("a column of it has another type than the one that it points at");
    }
    let wanted: BTreeSet<&String> = key.referenced_columns.iter().collect();
    let is = |names: &[String]| names.len() == wanted.len() && names.iter().collect::<BTreeSet<_>>() == wanted;
    // What is unique in a table is so in each of its partitions.
    let mut holders = vec![target];
    while let Some(of) = holders.last().and_then(|holder| holder.partition_of.as_ref())
        && let Some(above) = catalog.tables.get(&of.parent)
    {
        holders.push(above);
    }
    let is_unique = holders.into_iter().any(|target| {
        target.primary_key.as_ref().is_some_and(|key| is(&key.columns))
            || target.uniques.iter().any(|unique| is(&unique.columns))
            || target.indexes.iter().any(|index| {
                let columns: Option<Vec<String>> = (index.parts.iter())
                    .map(|part| match &part.key {
                        IndexKey::Column(name) => Some(name.clone()),
                        IndexKey::Expression(_) => None,
                    })
                    .collect();
                index.unique && index.predicate.is_none() && columns.is_some_and(|columns| is(&columns))
            })
    });
    if !is_unique {
        return Some("what it points at is not unique");
    }
    let sets = |action: Action| key.on_delete == action || key.on_update == action;
    if sets(Action::SetNull) && columns.iter().any(|column| !column.nullable) {
        return Some("it would set a column to NULL that may not be NULL");
    }
    if sets(Action::SetDefault)
        && columns
            .iter()
            .any(|column| !column.nullable && column.default.is_none())
    {
        return Some("it would set a column to its default that has none");
    }
    None
}
