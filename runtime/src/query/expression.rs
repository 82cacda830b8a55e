//! Expressions as data: what columns, filters and aggregates are once their types are gone.

use super::data::QueryData;
use super::order::OrderData;
use crate::model::{Table, TableColumn};
use crate::value::Datum;

/// A table of a query. The same table may stand in it under several aliases.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SourceRef {
    pub(crate) table: &'static Table,
    pub(crate) alias: u8,
}

impl Eq for SourceRef {}

impl PartialEq for SourceRef {
    /// A table is a static, so its address is what it is.
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.table, other.table) && self.alias == other.alias
    }
}

/// A column of a table of a query.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct ColumnRef {
    pub(crate) source: SourceRef,
    pub(crate) column: usize,
    /// Whether it is of the query around this one.
    pub(crate) outer: bool,
}

impl ColumnRef {
    pub(crate) fn description(self) -> &'static TableColumn {
        &self.source.table.columns[self.column]
    }
}

/// An expression.
#[derive(Debug, Clone)]
pub(crate) enum Expression {
    Column(ColumnRef),
    /// A column of what a set operation gives, with the one whose values it has.
    Output(usize, Option<&'static TableColumn>),
    /// How many steps a row of a recursion is away; none, where it starts.
    Level(Option<SourceRef>),
    /// A parameter, with the PostgreSQL type that it has on its own.
    Value(Datum<'static>, &'static str),
    /// Always or never.
    Constant(bool),
    Compare(Box<Expression>, Comparison, Box<Expression>),
    IsNull(Box<Expression>),
    /// One of these.
    In(Box<Expression>, Vec<Datum<'static>>),
    /// One of these rows of values, which are given by column.
    InRows(Vec<Expression>, Vec<Vec<Datum<'static>>>),
    /// One of what a query gives.
    InQuery(Box<Expression>, Box<QueryData>),
    /// Whether a query gives anything.
    Exists(Box<QueryData>),
    /// The only value that a query gives.
    Scalar(Box<QueryData>),
    Between(Box<[Expression; 3]>),
    Like(Box<Expression>, Case, String),
    All(Vec<Expression>),
    Any(Vec<Expression>),
    Not(Box<Expression>),
    Aggregate(Aggregate, Box<Expression>),
    /// `count(*)`.
    CountRows,
    Call(Function, Vec<Expression>),
    /// The first value whose condition is met, or the last one, or NULL.
    Case(Vec<(Expression, Expression)>, Option<Box<Expression>>),
    /// What a JSON object has under a key.
    JsonText(Box<Expression>, String),
    /// A window function that stands without its window.
    Ranking(Ranking),
    /// An aggregate or a rank over the rows that have the first expressions in common, in an order.
    Over(Box<Expression>, Vec<Expression>, Vec<OrderData>),
    /// What cannot be asked, and why: an error before anything is sent.
    Invalid(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Comparison {
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Comparison {
    pub(crate) fn sql(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::Unequal => "<>",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        }
    }
}

/// Whether the case of letters matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Case {
    Matters,
    Ignored,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Aggregate {
    Count,
    CountDistinct,
    Sum,
    /// As a float where the values are whole numbers or floats.
    Average,
    /// Exact.
    AverageDecimal,
    Least,
    Greatest,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ranking {
    RowNumber,
    Rank,
    DenseRank,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Function {
    Coalesce,
    Lower,
    Upper,
    Add,
    Subtract,
    Multiply,
    /// NULL where it would be by nothing.
    Divide,
    Length,
    Trim,
    Replace,
    Substring,
    Concat,
    Absolute,
    ToText,
    ToFloat,
    ToInteger,
    ToLarge,
    ToDecimal,
    ToTruth,
    TruthToText,
    TruthToLarge,
    ToDay,
    InstantToDay,
    Year,
    Month,
    Day,
    /// Of a moment, in UTC.
    InstantYear,
    InstantMonth,
    InstantDay,
}

impl Expression {
    pub(crate) fn column(source: SourceRef, column: usize) -> Self {
        Self::Column(ColumnRef {
            source,
            column,
            outer: false,
        })
    }

    /// The column whose values this gives, and so whose type it has.
    pub(crate) fn values_of(&self) -> Option<&'static TableColumn> {
        match self {
            Self::Column(column) => Some(column.description()),
            Self::Output(_, column) => *column,
            Self::Aggregate(Aggregate::Least | Aggregate::Greatest, of) => of.values_of(),
            Self::Call(Function::Coalesce, parts) => parts.iter().find_map(Self::values_of),
            Self::Scalar(query) => query.only_item().and_then(Self::values_of),
            _ => None,
        }
    }

    /// The expressions that it is made of, in the order in which they are written.
    pub(crate) fn parts(&self) -> Vec<&Expression> {
        match self {
            Self::Compare(left, _, right) => vec![left, right],
            Self::IsNull(of)
            | Self::In(of, _)
            | Self::InQuery(of, _)
            | Self::Like(of, _, _)
            | Self::JsonText(of, _)
            | Self::Not(of)
            | Self::Aggregate(_, of) => vec![of],
            Self::Between(parts) => parts.iter().collect(),
            Self::All(parts) | Self::Any(parts) | Self::Call(_, parts) | Self::InRows(parts, _) => {
                parts.iter().collect()
            }
            Self::Case(ways, otherwise) => {
                let ways = ways.iter().flat_map(|(condition, value)| [condition, value]);
                ways.chain(otherwise.as_deref()).collect()
            }
            // What it goes over are rows that are put together already, where they are.
            Self::Over(of, partition, orders) => {
                let mut parts = of.parts();
                parts.extend(partition);
                parts.extend(orders.iter().map(|order| &order.expression));
                parts
            }
            Self::Column(_)
            | Self::Output(..)
            | Self::Level(_)
            | Self::Ranking(_)
            | Self::Value(..)
            | Self::Constant(_)
            | Self::Exists(_)
            | Self::Scalar(_)
            | Self::CountRows
            | Self::Invalid(_) => Vec::new(),
        }
    }

    /// The same, to be changed.
    pub(crate) fn parts_mut(&mut self) -> Vec<&mut Self> {
        match self {
            Self::Compare(left, _, right) => vec![left, right],
            Self::IsNull(of)
            | Self::In(of, _)
            | Self::InQuery(of, _)
            | Self::Like(of, _, _)
            | Self::JsonText(of, _)
            | Self::Not(of)
            | Self::Aggregate(_, of) => vec![of],
            Self::Between(parts) => parts.iter_mut().collect(),
            Self::All(parts) | Self::Any(parts) | Self::Call(_, parts) | Self::InRows(parts, _) => {
                parts.iter_mut().collect()
            }
            Self::Case(ways, otherwise) => {
                let ways = ways.iter_mut().flat_map(|(condition, value)| [condition, value]);
                ways.chain(otherwise.as_deref_mut()).collect()
            }
            Self::Over(of, partition, orders) => {
                let mut parts = of.parts_mut();
                parts.extend(partition);
                parts.extend(orders.iter_mut().map(|order| &mut order.expression));
                parts
            }
            Self::Column(_)
            | Self::Output(..)
            | Self::Level(_)
            | Self::Ranking(_)
            | Self::Value(..)
            | Self::Constant(_)
            | Self::Exists(_)
            | Self::Scalar(_)
            | Self::CountRows
            | Self::Invalid(_) => Vec::new(),
        }
    }

    /// Whether it, or a part of it, goes over a window.
    pub(crate) fn has_window(&self) -> bool {
        matches!(self, Self::Over(..) | Self::Ranking(_)) || self.parts().into_iter().any(Self::has_window)
    }

    /// Whether it, or a part of it, is an aggregate of this query.
    pub(crate) fn has_aggregate(&self) -> bool {
        matches!(self, Self::Aggregate(..) | Self::CountRows) || self.parts().into_iter().any(Self::has_aggregate)
    }
}
