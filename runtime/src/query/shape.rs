//! The shape of a query: what of it is in the text of its statement, as bytes, and apart from it its parameters, in the
//! order in which [`render`](super::render) writes their placeholders.

use super::data::{Item, QueryData};
use super::expression::{Case, ColumnRef, Comparison, Expression, SourceRef};
use super::order::OrderData;
use super::pattern;
use super::render::{Output, Purpose, Side};
use crate::driver::{Dialect, Syntax};
use crate::value::Datum;

pub(super) struct Shape<'q> {
    pub(super) key: Vec<u8>,
    pub(super) parameters: Vec<Datum<'q>>,
    /// Whether a scoped table is in it; then the owner is the first parameter.
    pub(super) uses_owner: bool,
}

pub(super) fn shape<'q>(
    query: &'q QueryData,
    purpose: Purpose,
    syntax: &'static Syntax,
    owner: Option<&'q Datum<'static>>,
) -> Shape<'q> {
    let mut walk = Walk {
        shape: Shape {
            key: Vec::with_capacity(256),
            parameters: Vec::with_capacity(4),
            uses_owner: false,
        },
        syntax,
        owner,
    };
    walk.shape.parameters.extend(owner.map(Datum::borrowed));
    walk.tag(syntax.dialect as u8);
    walk.tag(purpose as u8);
    walk.tag(u8::from(owner.is_some()));
    walk.query(query, Output::of(query, purpose));
    let mut shape = walk.shape;
    if owner.is_some() && !shape.uses_owner {
        shape.parameters.remove(0);
    }
    shape
}

/// The bytes of an expression that has no parameters; `None` of one that has, since two of them are never the same text.
pub(super) fn constant_shape(expression: &Expression, syntax: &'static Syntax) -> Option<Vec<u8>> {
    let mut walk = Walk::new(syntax);
    walk.expression(expression);
    walk.shape.parameters.is_empty().then_some(walk.shape.key)
}

/// Whether two expressions are the same, with their values.
pub(super) fn same(left: &Expression, right: &Expression) -> bool {
    let walked = |expression| {
        let mut walk = Walk::new(Dialect::Postgres.syntax());
        walk.expression(expression);
        (walk.shape.key, walk.shape.parameters)
    };
    // What is the same on one database is on the other.
    std::mem::discriminant(left) == std::mem::discriminant(right) && walked(left) == walked(right)
}

struct Walk<'q> {
    shape: Shape<'q>,
    syntax: &'static Syntax,
    owner: Option<&'q Datum<'static>>,
}

impl<'q> Walk<'q> {
    fn new(syntax: &'static Syntax) -> Self {
        Self {
            shape: Shape {
                key: Vec::new(),
                parameters: Vec::new(),
                uses_owner: false,
            },
            syntax,
            owner: None,
        }
    }

    fn tag(&mut self, tag: u8) {
        self.shape.key.push(tag);
    }

    fn number(&mut self, number: usize) {
        self.shape.key.extend(number.to_le_bytes());
    }

    fn parameter(&mut self, value: Datum<'q>) {
        self.shape.parameters.push(value);
    }

    fn source(&mut self, source: SourceRef) {
        self.number(std::ptr::from_ref(source.table).addr());
        self.tag(source.alias);
        self.shape.uses_owner |= self.owner.is_some() && source.table.scope.is_some();
    }

    fn query(&mut self, query: &'q QueryData, output: Output) {
        self.number(query.ctes.len());
        for cte in &query.ctes {
            self.source(cte.source);
            self.query(&cte.start, Output::Cte(cte.source));
            self.tag(u8::from(cte.step.is_some()));
            if let Some(step) = &cte.step {
                self.query(step, Output::Cte(cte.source));
            }
        }
        self.source(query.base);
        self.tag(u8::from(query.distinct));
        // Without its items, the text is still another one where these are aggregates.
        self.tag(u8::from(query.is_aggregated()));
        let items = if output.has_items(query) {
            query.items.as_slice()
        } else {
            &[]
        };
        self.number(items.len());
        for item in items {
            match item {
                Item::Expression(expression) => {
                    self.tag(0);
                    self.expression(expression);
                }
                Item::Row { source, nullable } => {
                    self.tag(1 + u8::from(*nullable));
                    self.source(*source);
                }
            }
        }
        if let Some(set) = &query.set {
            self.tag(1 + set.operator as u8);
            self.tag(u8::from(set.multiple));
            self.query(&set.left, Output::Side(Side::of(set)));
            self.query(&set.right, Output::Side(Side::of(set)));
        } else {
            self.tag(0);
        }
        self.number(query.joins.len());
        for join in &query.joins {
            self.tag(join.kind as u8);
            self.source(join.source);
            if let Some((key, target)) = join.leads_to {
                self.number(std::ptr::from_ref(key).addr());
                self.shape.uses_owner |= self.owner.is_some() && target.scope.is_some();
            } else {
                self.number(0);
            }
            self.expression(&join.on);
        }
        for expressions in [&query.conditions, &query.groups, &query.having] {
            self.expressions(expressions);
        }
        self.number(query.orders.len());
        for order in &query.orders {
            self.order(order);
        }
        let number = |count: u64| Datum::Integer(i64::try_from(count).unwrap_or(i64::MAX));
        if let Some(each) = &query.each {
            self.tag(1 + u8::from(each.ordered));
            self.expressions(&each.keys);
            self.parameter(number(each.limit));
        } else {
            self.tag(0);
        }
        self.tag(u8::from(query.limit.is_some()) + 2 * u8::from(query.offset.is_some()));
        // SQLite has no OFFSET without LIMIT; both take the greatest number for none.
        if let Some(limit) = query.limit.or(query.offset.map(|_| u64::MAX)) {
            self.parameter(number(limit));
        }
        if let Some(offset) = query.offset {
            self.parameter(number(offset));
        }
    }

    fn order(&mut self, order: &'q OrderData) {
        self.tag(u8::from(order.descending) + 2 * u8::from(order.nulls_first));
        self.expression(&order.expression);
    }

    fn expressions(&mut self, expressions: &'q [Expression]) {
        self.number(expressions.len());
        for expression in expressions {
            self.expression(expression);
        }
    }

    fn column(&mut self, column: ColumnRef) {
        self.tag(u8::from(column.outer));
        self.number(std::ptr::from_ref(column.source.table).addr());
        self.tag(column.source.alias);
        self.number(column.column);
    }

    fn expression(&mut self, expression: &'q Expression) {
        match expression {
            Expression::Column(column) => {
                self.tag(1);
                self.column(*column);
            }
            Expression::Output(at, column) => {
                self.tag(25);
                self.number(*at);
                // Its type is in the text.
                self.number(column.map_or(0, |column| std::ptr::from_ref(column).addr()));
            }
            Expression::Level(source) => {
                self.tag(26);
                self.number(source.map_or(0, |source| std::ptr::from_ref(source.table).addr()));
                self.tag(source.map_or(0, |source| source.alias));
            }
            Expression::Value(value, postgres_type) => {
                self.tag(2);
                self.shape.key.extend(postgres_type.bytes());
                self.tag(0);
                self.parameter(value.borrowed());
            }
            Expression::Constant(value) => self.tag(3 + u8::from(*value)),
            Expression::Compare(left, comparison, right) => {
                self.tag(5);
                self.tag(*comparison as u8);
                self.expression(left);
                // With NULL it is another text, and has no parameter.
                if is_null_test(*comparison, right) {
                    self.tag(0);
                } else {
                    self.tag(1);
                    self.expression(right);
                }
            }
            Expression::IsNull(of) => {
                self.tag(6);
                self.expression(of);
            }
            Expression::In(of, values) => {
                self.tag(7);
                self.expression(of);
                self.membership(values);
            }
            Expression::InRows(columns, lists) => {
                self.tag(20);
                self.expressions(columns);
                for list in lists {
                    self.membership(list);
                }
            }
            Expression::InQuery(of, query) => {
                self.tag(8);
                self.expression(of);
                self.query(query, Output::Values);
            }
            Expression::Exists(query) => {
                self.tag(9);
                self.query(query, Output::Nothing);
            }
            Expression::Scalar(query) => {
                self.tag(10);
                self.query(query, Output::Values);
            }
            Expression::Between(parts) => {
                self.tag(11);
                self.expressions(parts.as_slice());
            }
            Expression::Like(of, case, text) => {
                self.tag(12);
                self.tag(*case as u8);
                self.expression(of);
                if self.syntax.like_matters_case || *case == Case::Ignored {
                    self.parameter(text.as_str().into());
                } else {
                    self.parameter(pattern::glob_of_like(text).into());
                }
            }
            Expression::All(parts) => {
                self.tag(13);
                self.expressions(parts);
            }
            Expression::Any(parts) => {
                self.tag(14);
                self.expressions(parts);
            }
            Expression::Not(of) => {
                self.tag(15);
                self.expression(of);
            }
            Expression::Aggregate(aggregate, of) => {
                self.tag(16);
                self.tag(*aggregate as u8);
                self.expression(of);
            }
            Expression::CountRows => self.tag(17),
            Expression::Call(function, parts) => {
                self.tag(18);
                self.tag(*function as u8);
                self.expressions(parts);
            }
            Expression::Case(ways, otherwise) => {
                self.tag(21);
                self.number(ways.len());
                for (condition, value) in ways {
                    self.expression(condition);
                    self.expression(value);
                }
                self.tag(u8::from(otherwise.is_some()));
                if let Some(otherwise) = otherwise {
                    self.expression(otherwise);
                }
            }
            Expression::JsonText(of, key) => {
                self.tag(22);
                self.expression(of);
                self.parameter((self.syntax.json_key)(key).into());
            }
            Expression::Ranking(ranking) => {
                self.tag(23);
                self.tag(*ranking as u8);
            }
            Expression::Over(of, partition, orders) => {
                self.tag(24);
                self.expression(of);
                self.expressions(partition);
                self.number(orders.len());
                for order in orders {
                    self.order(order);
                }
            }
            Expression::Invalid(reason) => {
                self.tag(19);
                self.shape.key.extend(reason.bytes());
                self.tag(0);
            }
        }
    }

    fn membership(&mut self, values: &'q [Datum<'static>]) {
        if one_parameter(self.syntax, values) {
            self.number(0);
            self.parameter(Datum::Array(values.iter().map(Datum::borrowed).collect()));
            return;
        }
        self.number(values.len());
        for value in values {
            self.parameter(value.borrowed());
        }
    }
}

/// `= NULL` is never true; asked for equality with nothing, one wants the rows without a value.
pub(super) fn is_null_test(comparison: Comparison, right: &Expression) -> bool {
    matches!(comparison, Comparison::Equal | Comparison::Unequal) && matches!(right, Expression::Value(Datum::Null, _))
}

/// Whether a list goes as one parameter, so that the statement is the same for any length: as an array, or as JSON, in
/// which bytes have no form.
pub(super) fn one_parameter(syntax: &Syntax, values: &[Datum<'_>]) -> bool {
    syntax.arrays || !values.iter().any(|value| matches!(value, Datum::Bytes(_)))
}
