//! [`Query`]: builder and terminal methods. Their types end here: what they call works on data.

use std::future::Future;
use std::marker::PhantomData;

use super::data::QueryData;
use super::expression::Expression;
use super::run;
use super::selection::{Items, Keys, Selection};
use super::source::{Outside, Reach, Source, Sub, Within, reference};
use super::{Expr, Filter, Orders, data};
use crate::driver::Decode;
use crate::error::Result;
use crate::executor::Executor;
use crate::model::{Model, Writable};
use crate::value::FieldValue;

/// A query, from [`Dao::query`](crate::dao::Dao::query): `Query<User>` gives users; after `select`, the first parameter is
/// what was selected. `S` are the tables that it has.
#[must_use = "nothing is asked before `all`, `first`, `one`, `count`, `exists` or `delete`"]
pub struct Query<R, S = R, W = ()> {
    pub(super) data: QueryData,
    pub(super) decode: Decode<R>,
    pub(super) with: W,
    marker: PhantomData<fn() -> S>,
}

impl<R, S, W: Clone> Clone for Query<R, S, W> {
    fn clone(&self) -> Self {
        Self {
            data: self.data.clone(),
            decode: self.decode,
            with: self.with.clone(),
            marker: PhantomData,
        }
    }
}

impl<R, S, W> std::fmt::Debug for Query<R, S, W> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_tuple("Query").field(&self.data).finish()
    }
}

impl<M: Model> Query<M> {
    pub(crate) fn new() -> Self {
        Self {
            data: QueryData::new(reference::<M>()),
            decode: M::decode,
            with: (),
            marker: PhantomData,
        }
    }
}

impl<R, S, W> Query<R, S, W> {
    pub(super) fn assembled(data: QueryData, decode: Decode<R>, with: W) -> Self {
        Self {
            data,
            decode,
            with,
            marker: PhantomData,
        }
    }

    /// The same over other sources, which its joins and conditions brought along.
    pub(super) fn over<T>(self) -> Query<R, T, W> {
        Query {
            data: self.data,
            decode: self.decode,
            with: self.with,
            marker: PhantomData,
        }
    }

    /// Only rows that meet this too.
    pub fn filter<E: Within<S, P>, P>(mut self, filter: Filter<E>) -> Query<R, E::After, W> {
        let condition = self.data.meant(filter.expression);
        self.data.conditions.push(condition);
        self.over()
    }

    /// Only rows that meet this too, where there is a value: a filter that a caller may leave open.
    pub fn filter_opt<E, P, T>(mut self, value: Option<T>, filter: impl FnOnce(T) -> Filter<E>) -> Query<R, E::After, W>
    where
        E: Within<S, P>,
    {
        let condition = value.map(|value| self.data.meant(filter(value).expression));
        self.data.conditions.extend(condition);
        self.over()
    }

    /// In this order; a later call orders what the earlier ones leave equal.
    pub fn order_by<O: Orders<S, P>, P>(mut self, orders: O) -> Query<R, O::After, W> {
        self.data.order_by(orders);
        self.over()
    }

    /// At most so many rows.
    pub fn limit(mut self, limit: u64) -> Self {
        self.data.limit = Some(limit);
        self
    }

    /// Without the first so many rows.
    pub fn offset(mut self, offset: u64) -> Self {
        self.data.offset = Some(offset);
        self
    }
}

impl<R, S> Query<R, S> {
    /// Gives these columns, expressions or rows of its tables instead of whole rows of its model.
    ///
    /// A column of a left-joined table is an `Option`. Where rows are grouped, or one of these is an aggregate, the others
    /// must be [grouped by](Self::group_by), or belong to a table whose whole primary key is: else it is an error before
    /// anything is sent.
    pub fn select<X: Selection<S, P>, P>(self, selection: X) -> Query<X::Row, X::After> {
        let mut items = Items::default();
        selection.push_items(&mut items);
        Query {
            data: QueryData {
                items: self.data.meant_items(items.0),
                ..self.data
            },
            decode: X::read,
            with: (),
            marker: PhantomData,
        }
    }

    fn keys<K: Keys<S, P>, P>(&self, keys: K) -> Vec<Expression> {
        let mut items = Items::default();
        keys.push_keys(&mut items);
        let keys = items.0.into_iter().filter_map(|item| match item {
            data::Item::Expression(expression) => Some(self.data.meant(expression)),
            data::Item::Row { .. } => None,
        });
        keys.collect()
    }

    /// One row for all that have these in common; the whole primary key of a table frees the table's other columns.
    pub fn group_by<K: Keys<S, P>, P>(mut self, keys: K) -> Self {
        let keys = self.keys(keys);
        self.data.groups.extend(keys);
        self
    }

    /// Only groups that meet this: where aggregates are compared.
    pub fn having<E: Within<S, P>, P>(mut self, filter: Filter<E>) -> Query<R, E::After> {
        let condition = self.data.meant(filter.expression);
        self.data.having.push(condition);
        self.over()
    }

    /// The first row, by the query's order, of all that have these in common: `.distinct_on(Video::USER_ID)` with
    /// `.order_by(Video::CREATED_AT.desc())` is the latest video of each user. The query's order is that of the rows too.
    pub fn distinct_on<K: Keys<S, P>, P>(mut self, keys: K) -> Self {
        let keys = self.keys(keys);
        self.data.each = Some(data::Each {
            keys,
            limit: 1,
            ordered: true,
        });
        self
    }

    /// Each row once.
    pub fn distinct(mut self) -> Self {
        self.data.distinct = true;
        self
    }
}

impl<R: Send, S> Query<R, S> {
    /// The rows.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidQuery`](crate::Error::InvalidQuery) where it cannot be asked; what the database refuses, by kind.
    #[cfg_attr(debug_assertions, track_caller)]
    pub fn all<E>(self, executor: &E) -> impl Future<Output = Result<Vec<R>>> + Send + use<'_, E, R, S>
    where
        E: Executor,
        S: Reach<E::Access>,
    {
        run::fetch(self.data, self.decode, executor.session(), executor.owner())
    }

    /// The first row.
    ///
    /// # Errors
    ///
    /// As [`all`](Self::all).
    #[cfg_attr(debug_assertions, track_caller)]
    pub fn first<E>(self, executor: &E) -> impl Future<Output = Result<Option<R>>> + Send + use<'_, E, R, S>
    where
        E: Executor,
        S: Reach<E::Access>,
    {
        let limit = self.data.limit.map_or(1, |limit| limit.min(1));
        let rows = self.limit(limit).all(executor);
        async { Ok(rows.await?.pop()) }
    }

    /// The only row.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`](crate::Error::NotFound) where there is none, [`Error::TooManyRows`](crate::Error::TooManyRows) where there are several.
    #[cfg_attr(debug_assertions, track_caller)]
    pub fn one<E>(self, executor: &E) -> impl Future<Output = Result<R>> + Send + use<'_, E, R, S>
    where
        E: Executor,
        S: Reach<E::Access>,
    {
        let table = self.data.table().name;
        // A limit of the query's own may be less than the two that show whether there are several.
        let limit = self.data.limit.map_or(2, |limit| limit.min(2));
        let rows = self.limit(limit).all(executor);
        async move { run::only(rows.await?, table) }
    }
}

impl<R, S, W> Query<R, S, W> {
    /// How many rows there are, within limit and offset.
    ///
    /// # Errors
    ///
    /// As [`all`](Query::all).
    #[cfg_attr(debug_assertions, track_caller)]
    pub fn count<E>(self, executor: &E) -> impl Future<Output = Result<u64>> + Send + use<'_, E, R, S, W>
    where
        E: Executor,
        S: Reach<E::Access>,
    {
        run::count(self.data, executor.session(), executor.owner())
    }

    /// Whether there is a row.
    ///
    /// # Errors
    ///
    /// As [`all`](Query::all).
    #[cfg_attr(debug_assertions, track_caller)]
    pub fn exists<E>(self, executor: &E) -> impl Future<Output = Result<bool>> + Send + use<'_, E, R, S, W>
    where
        E: Executor,
        S: Reach<E::Access>,
    {
        run::exists(self.data, executor.session(), executor.owner())
    }
}

impl<M: Writable, S> Query<M, S> {
    /// Deletes the rows, and says how many they were.
    ///
    /// # Errors
    ///
    /// [`Error::Unsupported`](crate::Error::Unsupported) with a limit, an offset, a join or a group; [`Error::ForeignKeyViolation`](crate::Error::ForeignKeyViolation) where other rows
    /// point at one.
    pub fn delete<E>(self, executor: &E) -> impl Future<Output = Result<u64>> + Send + use<'_, E, M, S>
    where
        E: Executor,
        S: Reach<E::Access>,
    {
        run::delete(self.data, executor.session(), executor.owner())
    }
}

impl<M: Model> Query<M> {
    /// A query within another one, with the columns of that: `exists(Note::query().inside::<User>().filter(Note::USER_ID.eq(User::ID)))`.
    ///
    /// That the query around it has the table is seen before it is sent. A table that stands in both is meant in the inner
    /// one, unless it is an alias there.
    pub fn inside<X: Source>(self) -> Query<M, (M, Outside<X>)> {
        self.over()
    }
}

/// The only value that a query gives, NULL where it gives none: to select, compare and order by.
pub fn scalar<R: FieldValue, S>(query: Query<R, S>) -> Expr<Sub<S>, R::Nullable> {
    Expr::new(Expression::Scalar(Box::new(query.data)))
}

/// Whether a query gives a row, as a condition of another one: `exists(Tag::query().filter(…))`.
pub fn exists<R, S>(query: Query<R, S>) -> Filter<super::source::Sub<S>> {
    Filter::new(Expression::Exists(Box::new(query.data)))
}
