//! Common table expressions: queries that stand before another one, which names them as tables.

use std::fmt;
use std::marker::PhantomData;

use super::data::{Item, QueryData};
use super::expression::{Comparison, Expression, Function, SourceRef};
use super::relation::Ends;
use super::selected::Selected;
use super::source::{Hidden, Source, reference};
use super::{Expr, Query};
use crate::model::Model;
use crate::value::Datum;

/// A query that gives the rows of a table which only the query around it has: from [`Dao::cte`](crate::dao::Dao::cte) and
/// [`Dao::recursive`](crate::dao::Dao::recursive), for [`Query::with_cte`].
#[must_use = "it does nothing before it is given to `with_cte`"]
pub struct Cte<M, S> {
    data: CteData,
    marker: PhantomData<Ends<M, S, ()>>,
}

impl<M, S> Clone for Cte<M, S> {
    fn clone(&self) -> Self {
        Self {
            data: self.data.clone(),
            marker: PhantomData,
        }
    }
}

impl<M, S> fmt::Debug for Cte<M, S> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Cte").field(&self.data).finish()
    }
}

#[derive(Debug, Clone)]
pub(crate) struct CteData {
    pub(crate) source: SourceRef,
    pub(crate) start: QueryData,
    /// What is asked again of the rows that were found last.
    pub(crate) step: Option<QueryData>,
}

/// The sources of both queries of a recursion.
#[derive(Debug)]
pub struct StartAndStep<S, T>(PhantomData<fn() -> (S, T)>);

#[diagnostic::do_not_recommend]
impl<S: super::Reach<A>, T: super::Reach<A>, A> super::Reach<A> for StartAndStep<S, T> {}

impl<M: Model, S> Cte<M, S> {
    pub(crate) fn new<R>(query: Query<R, S>) -> Self
    where
        M: Selected<R>,
    {
        Self {
            data: CteData {
                source: reference::<M>(),
                start: query.data,
                step: None,
            },
            marker: PhantomData,
        }
    }
}

impl<M: Model, S, T> Cte<M, StartAndStep<S, T>> {
    pub(crate) fn recursive<R, Q>(start: Query<R, S>, step: Query<Q, T>, levels: u32) -> Self
    where
        M: Selected<R> + Selected<Q>,
    {
        let source = reference::<M>();
        let (mut start, mut step) = (start.data, step.data);
        start.items.push(Item::Expression(Expression::Level(None)));
        if let Some(reason) = no_step(&step, source) {
            step.conditions.push(Expression::Invalid(reason));
        }
        let number = |number: i64| Expression::Value(Datum::Integer(number), "int4");
        let level = || Expression::Level(Some(source));
        let next = Expression::Call(Function::Add, vec![level(), number(1)]);
        step.items.push(Item::Expression(next));
        let before = number(levels.into());
        step.conditions.push(Expression::Compare(
            Box::new(level()),
            Comparison::Less,
            Box::new(before),
        ));
        Self {
            data: CteData {
                source,
                start,
                step: Some(step),
            },
            marker: PhantomData,
        }
    }
}

/// Why a query cannot be asked again and again, in words for both databases.
fn no_step(step: &QueryData, source: SourceRef) -> Option<String> {
    let name = source.table.name;
    if !step.sources().any(|known| known == source) {
        return Some(format!(
            "the step of the recursion `{name}` does not go on from `{name}`: join it in the second query"
        ));
    }
    let is_cut = step.limit.is_some() || step.offset.is_some() || step.each.is_some() || step.distinct;
    if is_cut || step.is_aggregated() || step.set.is_some() || !step.orders.is_empty() {
        return Some(format!(
            "the step of the recursion `{name}` has an order, a limit, a group or a set operation, which the databases do not \
             take there: give them to the query that `{name}` is joined to"
        ));
    }
    None
}

impl<R, S, W> Query<R, S, W> {
    /// With this query before it, whose rows are then those of the table `M`: to be joined, and to stand in queries within.
    pub fn with_cte<M: Model, T>(mut self, cte: Cte<M, T>) -> Query<R, (S, Hidden<T>), W> {
        self.data.ctes.push(cte.data);
        self.over()
    }
}

/// How many steps a row of a [recursion](crate::dao::Dao::recursive) is away from where it started.
pub fn level<X: Source>() -> Expr<X, i32> {
    Expr::new(Expression::Level(Some(reference::<X>())))
}
