//! Window functions: what a row is among others.

use std::marker::PhantomData;

use super::expression::{Expression, Ranking};
use super::order::{Order, OrderData};
use super::source::Settled;
use super::{Expr, IntoExpr};

/// Which rows a window function looks at, and in which order: from [`window`].
#[derive(Debug, Clone)]
#[must_use = "a window does nothing before it is given to `over`"]
pub struct Window<E> {
    partition: Vec<Expression>,
    orders: Vec<OrderData>,
    marker: PhantomData<fn() -> E>,
}

/// All rows, in no order.
pub fn window() -> Window<()> {
    Window {
        partition: Vec::new(),
        orders: Vec::new(),
        marker: PhantomData,
    }
}

impl<E> Window<E> {
    fn over<F>(self) -> Window<F> {
        Window {
            partition: self.partition,
            orders: self.orders,
            marker: PhantomData,
        }
    }

    /// Only those rows that have this in common.
    pub fn partition_by<X: IntoExpr>(mut self, of: X) -> Window<(E, X::Sources)> {
        self.partition.push(of.into_expr().expression);
        self.over()
    }

    /// In this order; a later call orders what the earlier ones leave equal. An aggregate is then of the rows up to this one.
    pub fn order_by<F>(mut self, order: Order<F>) -> Window<(E, F)> {
        self.orders.push(order.data);
        self.over()
    }
}

fn ranking(ranking: Ranking) -> Expr<Settled<()>, i64> {
    Expr::new(Expression::Ranking(ranking))
}

/// The number of the row in its window, from 1: `row_number().over(window().partition_by(…).order_by(…))`.
pub fn row_number() -> Expr<Settled<()>, i64> {
    ranking(Ranking::RowNumber)
}

/// The rank of the row in its window, with gaps after rows that are equal in its order.
pub fn rank() -> Expr<Settled<()>, i64> {
    ranking(Ranking::Rank)
}

/// The rank of the row in its window, without gaps.
pub fn dense_rank() -> Expr<Settled<()>, i64> {
    ranking(Ranking::DenseRank)
}

impl<E, T> Expr<Settled<E>, T> {
    /// Of the rows of a window, and the row stays: after an aggregate (`sum`, `count` …) or a rank.
    pub fn over<W>(self, window: Window<W>) -> Expr<Settled<(E, W)>, T> {
        let expression = match self.expression {
            of @ (Expression::Aggregate(..) | Expression::CountRows | Expression::Ranking(_)) => {
                Expression::Over(Box::new(of), window.partition, window.orders)
            }
            _ => Expression::Invalid("`over` follows an aggregate, or `row_number`, `rank`, `dense_rank`".to_owned()),
        };
        Expr::new(expression)
    }
}
