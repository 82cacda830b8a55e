//! A query as data.

use super::cte::CteData;
use super::expression::{Expression, SourceRef};
use super::order::{OrderData, Orders};
use super::set::Set;
use crate::model::{ForeignKey, Table};

/// A query without its types.
#[derive(Debug, Clone)]
pub(crate) struct QueryData {
    /// Queries that stand before it, and give it tables.
    pub(crate) ctes: Vec<CteData>,
    pub(crate) base: SourceRef,
    /// What gives the rows of the base in its place.
    pub(crate) set: Option<Box<Set>>,
    /// What a row consists of; where there is nothing, all columns of the base.
    pub(crate) items: Vec<Item>,
    /// What stands beside a row: not given, but read.
    pub(crate) beside: Vec<Expression>,
    pub(crate) joins: Vec<Join>,
    pub(crate) conditions: Vec<Expression>,
    pub(crate) groups: Vec<Expression>,
    pub(crate) having: Vec<Expression>,
    pub(crate) orders: Vec<OrderData>,
    pub(crate) distinct: bool,
    pub(crate) limit: Option<u64>,
    pub(crate) offset: Option<u64>,
    /// A limit for each of several lists that the rows make up.
    pub(crate) each: Option<Each>,
}

/// At most so many rows that have these in common.
#[derive(Debug, Clone)]
pub(crate) struct Each {
    pub(crate) keys: Vec<Expression>,
    pub(crate) limit: u64,
    /// Whether the query's order is that of all rows too, and not only of each list.
    pub(crate) ordered: bool,
}

/// A part of a row.
#[derive(Debug, Clone)]
pub(crate) enum Item {
    Expression(Expression),
    /// All columns of a table; where a join may have found none, after whether there is one.
    Row {
        source: SourceRef,
        nullable: bool,
    },
}

/// A table that is joined.
#[derive(Debug, Clone)]
pub(crate) struct Join {
    pub(crate) kind: JoinKind,
    pub(crate) source: SourceRef,
    pub(crate) on: Expression,
    /// The table that a row of a join table must lead to within the scope: a link to what nobody may see is no link.
    pub(crate) leads_to: Option<(&'static ForeignKey, &'static Table)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum JoinKind {
    Inner,
    Left,
    Right,
    Full,
}

impl JoinKind {
    /// Whether rows of the tables before it may be missing.
    fn keeps_joined(self) -> bool {
        matches!(self, Self::Right | Self::Full)
    }
}

impl QueryData {
    pub(crate) fn new(base: SourceRef) -> Self {
        Self {
            ctes: Vec::new(),
            base,
            set: None,
            items: Vec::new(),
            beside: Vec::new(),
            joins: Vec::new(),
            conditions: Vec::new(),
            groups: Vec::new(),
            having: Vec::new(),
            orders: Vec::new(),
            distinct: false,
            limit: None,
            offset: None,
            each: None,
        }
    }

    /// Adds an order behind the one that it has.
    pub(crate) fn order_by<S, P>(&mut self, orders: impl Orders<S, P>) {
        let mut given = Vec::new();
        orders.push_orders(&mut given);
        for order in given {
            let expression = self.meant(order.0.expression);
            self.orders.push(OrderData { expression, ..order.0 });
        }
    }

    /// The expression that is its only item.
    pub(crate) fn only_item(&self) -> Option<&Expression> {
        match self.items.as_slice() {
            [Item::Expression(expression)] => Some(expression),
            _ => None,
        }
    }

    /// Whether rows are put together, so that what they give must be grouped or an aggregate.
    pub(crate) fn is_aggregated(&self) -> bool {
        let in_items = self.items.iter().any(|item| match item {
            Item::Expression(expression) => expression.has_aggregate(),
            Item::Row { .. } => false,
        });
        in_items || !self.groups.is_empty() || !self.having.is_empty()
    }

    /// The tables of the query, those of queries within it apart.
    pub(crate) fn sources(&self) -> impl Iterator<Item = SourceRef> {
        std::iter::once(self.base).chain(self.joins.iter().map(|join| join.source))
    }

    /// Whether a join can leave a table without a row.
    pub(crate) fn may_be_missing(&self, source: SourceRef) -> bool {
        let at = self.joins.iter().position(|join| join.source == source);
        let is_optional = |at: usize| matches!(self.joins[at].kind, JoinKind::Left | JoinKind::Full);
        let after = at.map_or(0, |at| at + 1);
        at.is_some_and(is_optional) || self.joins[after..].iter().any(|join| join.kind.keeps_joined())
    }

    /// Whether a join keeps rows that the tables before it have no match for.
    pub(crate) fn keeps_joined(&self) -> bool {
        self.joins.iter().any(|join| join.kind.keeps_joined())
    }
}
