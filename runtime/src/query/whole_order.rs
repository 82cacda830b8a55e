//! An order that leaves no two rows of a query equal, so that a page can go on where another ended.

use super::children::key_order;
use super::data::{Join, QueryData};
use super::expression::{Comparison, Expression};
use super::order::OrderData;
use crate::error::{Error, Result};

/// The query's order, then what tells its rows apart: the primary keys of its tables, or what its rows are grouped by.
/// `whole`: where a table has no primary key, that is an error.
pub(super) fn whole_order(data: &QueryData, whole: bool) -> Result<Vec<OrderData>> {
    if data.each.is_some() {
        return Err(Error::InvalidQuery(
            "the first rows of each have no pages: a page that goes on after a row would make others the first; use `limit`"
                .to_owned(),
        ));
    }
    if data.set.as_ref().is_some_and(|set| set.repeats()) {
        return Err(Error::InvalidQuery(
            "rows of `union_all` may be there twice and cannot be told apart, so that a page could not go on after one: use \
             `union`, or `limit` and `offset`"
                .to_owned(),
        ));
    }
    let mut orders = data.orders.clone();
    let mut add = |order: OrderData| {
        let is_there = |known: &OrderData| match (&known.expression, &order.expression) {
            (Expression::Column(known), Expression::Column(column)) => known == column,
            _ => false,
        };
        if !orders.iter().any(is_there) {
            orders.push(order);
        }
    };
    if data.distinct {
        if data.orders.iter().any(|order| !is_of_base(data, &order.expression)) {
            return Err(Error::InvalidQuery(
                "pages of distinct rows are ordered by columns of the query's own table: what a joined table has may differ \
                 between rows that are the same"
                    .to_owned(),
            ));
        }
        key_order(data.base).into_iter().for_each(&mut add);
    } else if data.is_aggregated() {
        let ascending = |expression: &Expression| OrderData {
            expression: expression.clone(),
            descending: false,
            nulls_first: false,
        };
        data.groups.iter().map(ascending).for_each(&mut add);
    } else {
        let several = data.joins.iter().filter(|join| !finds_one_at_most(join));
        for source in std::iter::once(data.base).chain(several.map(|join| join.source)) {
            let key = key_order(source);
            if whole && key.is_empty() {
                return Err(Error::InvalidQuery(format!(
                    "rows of `{}`, which has no primary key, cannot be told apart, so that a page could not go on after one: \
                     give the table a primary key, or use `limit` and `offset` with an order of your own",
                    source.table.name
                )));
            }
            key.into_iter().for_each(&mut add);
        }
    }
    Ok(orders)
}

fn is_of_base(data: &QueryData, expression: &Expression) -> bool {
    matches!(expression, Expression::Column(column) if column.source == data.base)
}

/// Whether the whole primary key of a joined table equals columns of others, so that its rows need not be told apart.
fn finds_one_at_most(join: &Join) -> bool {
    let Some(key) = &join.source.table.primary_key else {
        return false;
    };
    let equals: &[Expression] = match &join.on {
        Expression::All(parts) => parts,
        one => std::slice::from_ref(one),
    };
    let is_met = |at: &usize| {
        equals.iter().any(|equal| match equal {
            Expression::Compare(left, Comparison::Equal, right) => match (&**left, &**right) {
                (Expression::Column(left), Expression::Column(right)) => {
                    let of_key =
                        |column: &super::expression::ColumnRef| column.source == join.source && column.column == *at;
                    of_key(left) && right.source != join.source || of_key(right) && left.source != join.source
                }
                _ => false,
            },
            _ => false,
        })
    };
    key.columns.iter().all(is_met)
}
