//! `case`: one value or another.

use std::marker::PhantomData;

use super::expression::Expression;
use super::source::Settled;
use super::{Expr, Filter};
use crate::value::Value;

/// A value by conditions, from [`case`]; ended by `otherwise` or `or_null`.
#[derive(Debug, Clone)]
#[must_use = "a case needs its end: `otherwise(value)` or `or_null()`"]
pub struct Case<E, T> {
    ways: Vec<(Expression, Expression)>,
    marker: PhantomData<fn() -> (E, T)>,
}

fn value<T: Value>(value: T) -> Expression {
    Expression::Value(value.into_datum(), T::POSTGRES_TYPE)
}

/// This value where the condition is met: `case(Video::LENGTH.gt(600), "long".to_owned()).otherwise("short".to_owned())`.
pub fn case<E, T: Value>(filter: Filter<E>, then: T) -> Case<E, T> {
    Case {
        ways: vec![(filter.expression, value(then))],
        marker: PhantomData,
    }
}

impl<E, T: Value> Case<E, T> {
    /// Where none before is met, this value where the condition is.
    pub fn when<F>(mut self, filter: Filter<F>, then: T) -> Case<(E, F), T> {
        self.ways.push((filter.expression, value(then)));
        Case {
            ways: self.ways,
            marker: PhantomData,
        }
    }

    /// This value where no condition is met.
    pub fn otherwise(self, otherwise: T) -> Expr<Settled<E>, T> {
        Expr::new(Expression::Case(self.ways, Some(Box::new(value(otherwise)))))
    }

    /// NULL where no condition is met.
    pub fn or_null(self) -> Expr<Settled<E>, Option<T>> {
        Expr::new(Expression::Case(self.ways, None))
    }
}
