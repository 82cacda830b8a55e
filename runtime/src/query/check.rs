//! What is wrong with a query that the compiler lets pass: found when its statement is rendered, before anything is sent.

use super::data::{Item, QueryData};
use super::expression::{ColumnRef, Expression, SourceRef};
use super::shape::constant_shape;
use crate::driver::Syntax;

pub(super) fn check(query: &QueryData, syntax: &'static Syntax) -> Result<(), String> {
    let conditions = || query.conditions.iter().chain(query.joins.iter().map(|join| &join.on));
    if conditions().any(Expression::has_aggregate) {
        return Err(
            "a condition on rows compares an aggregate, which there is only of groups: give it to `having`".to_owned(),
        );
    }
    if conditions()
        .chain(&query.groups)
        .chain(&query.having)
        .any(Expression::has_window)
    {
        return Err(
            "a window function stands in a condition or a group, which come before there are windows: select it in a \
             query within, or order by it"
                .to_owned(),
        );
    }
    if query.groups.iter().any(Expression::has_aggregate) {
        return Err("rows cannot be grouped by an aggregate, which there is only of groups".to_owned());
    }
    if query.is_aggregated() {
        grouped(query, syntax)?;
    }
    if query.distinct {
        distinct(query, syntax)?;
    }
    Ok(())
}

/// Outside aggregates, a group has one value only of what it is grouped by.
fn grouped(query: &QueryData, syntax: &'static Syntax) -> Result<(), String> {
    let groups = Groups {
        query,
        keys: query
            .groups
            .iter()
            .filter_map(|key| constant_shape(key, syntax))
            .collect(),
        syntax,
    };
    let rows = query.items.iter().filter_map(|item| match item {
        Item::Row { source, .. } => Some(*source),
        Item::Expression(_) => None,
    });
    let base = query.items.is_empty().then_some(query.base);
    for source in rows.chain(base) {
        for column in 0..source.table.columns.len() {
            groups.settles(&Expression::column(source, column))?;
        }
    }
    let items = query.items.iter().filter_map(|item| match item {
        Item::Expression(expression) => Some(expression),
        Item::Row { .. } => None,
    });
    let orders = query.orders.iter().map(|order| &order.expression);
    let first_of = query.each.iter().flat_map(|each| &each.keys);
    for expression in items.chain(&query.having).chain(orders).chain(first_of) {
        groups.settles(expression)?;
    }
    Ok(())
}

struct Groups<'q> {
    query: &'q QueryData,
    keys: Vec<Vec<u8>>,
    syntax: &'static Syntax,
}

impl Groups<'_> {
    fn settles(&self, expression: &Expression) -> Result<(), String> {
        match expression {
            Expression::Aggregate(_, of) if of.has_aggregate() => {
                Err("an aggregate stands within another one".to_owned())
            }
            Expression::Aggregate(..) | Expression::CountRows => Ok(()),
            Expression::Column(column) if !column.outer => {
                if self.has_key_of(column.source) || self.is_key(expression) {
                    return Ok(());
                }
                Err(outside(*column))
            }
            _ if self.is_key(expression) => Ok(()),
            Expression::Output(..) => Err(
                "a column of what a set operation gives is neither in `group_by` nor in an aggregate, so that a group may have \
                 several values of it"
                    .to_owned(),
            ),
            expression => expression.parts().into_iter().try_for_each(|part| self.settles(part)),
        }
    }

    fn is_key(&self, expression: &Expression) -> bool {
        constant_shape(expression, self.syntax).is_some_and(|shape| self.keys.contains(&shape))
    }

    /// Whether the whole primary key of a table is grouped by, so that each group has one row of it.
    fn has_key_of(&self, source: SourceRef) -> bool {
        let Some(key) = &source.table.primary_key else {
            return false;
        };
        key.columns.iter().all(|column| {
            let groups = self.query.groups.iter();
            groups
                .filter_map(|group| match group {
                    Expression::Column(group) => Some(group),
                    _ => None,
                })
                .any(|group| group.source == source && group.column == *column)
        })
    }
}

fn outside(column: ColumnRef) -> String {
    let (table, name) = (column.source.table.name, column.description().name);
    format!(
        "`{table}.{name}` is neither in `group_by` nor in an aggregate, so that a group may have several values of it: group by \
         it, or by the whole primary key of `{table}`, or put it into an aggregate such as `max`"
    )
}

/// Of rows that are the same one is kept, which has no other values to order by.
fn distinct(query: &QueryData, syntax: &'static Syntax) -> Result<(), String> {
    let mut given: Vec<Vec<u8>> = Vec::new();
    let mut rows: Vec<SourceRef> = Vec::new();
    if query.items.is_empty() {
        rows.push(query.base);
    }
    for item in &query.items {
        match item {
            Item::Expression(expression) => given.extend(constant_shape(expression, syntax)),
            Item::Row { source, .. } => rows.push(*source),
        }
    }
    for order in &query.orders {
        let in_row = matches!(&order.expression, Expression::Column(column) if rows.contains(&column.source));
        let is_given = constant_shape(&order.expression, syntax).is_some_and(|shape| given.contains(&shape));
        if !in_row && !is_given {
            return Err("a query of distinct rows is ordered by something that it does not select".to_owned());
        }
    }
    Ok(())
}
