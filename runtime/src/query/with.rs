//! `with`: rows and what they lead to, one statement for each relation.

use std::future::Future;
use std::marker::PhantomData;

use super::children::{Children, distribute, fetch_keyed};
use super::data::QueryData;
use super::relation::{Ends, Link, Relation, Through, ToMany, ToMaybe, ToOne};
use super::source::{Hidden, Reach, Source, reference};
use super::{Filter, Orders, Query};
use crate::db::Session;
use crate::error::{Error, Result};
use crate::executor::{Admits, Executor};
use crate::model::Model;
use crate::value::Datum;

/// How many rows a relation leads to, as a type.
pub trait Cardinality: Send + Sync + 'static {
    /// What is loaded for each row.
    type Of<T: Send>: Send;

    /// The join table; where there is none, the target.
    type Join<T: Source>: Source;

    #[doc(hidden)]
    fn collect<T: Send>(rows: Vec<T>, table: &'static str) -> Result<Self::Of<T>>;
}

impl Cardinality for ToOne {
    type Of<T: Send> = T;
    type Join<T: Source> = T;

    fn collect<T: Send>(mut rows: Vec<T>, table: &'static str) -> Result<T> {
        rows.pop().ok_or_else(|| Error::Scope {
            table: table.to_owned(),
            reason: "a row points at one that is filtered out, or not in the scope of the executor".to_owned(),
        })
    }
}

impl Cardinality for ToMaybe {
    type Of<T: Send> = Option<T>;
    type Join<T: Source> = T;

    fn collect<T: Send>(mut rows: Vec<T>, _: &'static str) -> Result<Option<T>> {
        Ok(rows.pop())
    }
}

impl Cardinality for ToMany {
    type Of<T: Send> = Vec<T>;
    type Join<T: Source> = T;

    fn collect<T: Send>(rows: Vec<T>, _: &'static str) -> Result<Vec<T>> {
        Ok(rows)
    }
}

impl<J: Model> Cardinality for Through<J> {
    type Of<T: Send> = Vec<T>;
    type Join<T: Source> = J;

    fn collect<T: Send>(rows: Vec<T>, _: &'static str) -> Result<Vec<T>> {
        Ok(rows)
    }
}

/// A relation with what is asked of the rows that it leads to: `VideoSummary::KEYFRAMES.filter(…).limit(3)`.
#[must_use = "nothing is loaded before it is given to `with`"]
pub struct Related<F, T, K, W = ()> {
    link: Link,
    data: QueryData,
    with: W,
    marker: PhantomData<Ends<F, T, K>>,
}

impl<F, T, K, W> std::fmt::Debug for Related<F, T, K, W> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_tuple("Related").field(&self.data).finish()
    }
}

impl<F, T, K, W: Clone> Clone for Related<F, T, K, W> {
    fn clone(&self) -> Self {
        Self {
            link: self.link,
            data: self.data.clone(),
            with: self.with.clone(),
            marker: PhantomData,
        }
    }
}

impl<F: Model, T: Model, K> Relation<F, T, K> {
    fn related(self) -> Related<F, T, K> {
        Related {
            link: self.link,
            data: QueryData::new(reference::<T>()),
            with: (),
            marker: PhantomData,
        }
    }

    /// Only those rows that meet this, where they are loaded by `with`.
    pub fn filter(self, filter: Filter<T>) -> Related<F, T, K> {
        self.related().filter(filter)
    }

    /// In this order, where they are loaded by `with`.
    pub fn order_by<O: Orders<T, P, After = T>, P>(self, orders: O) -> Related<F, T, K> {
        self.related().order_by(orders)
    }

    /// At most so many for each row, where they are loaded by `with`.
    pub fn limit(self, limit: u64) -> Related<F, T, K> {
        self.related().limit(limit)
    }

    /// With the rows that these lead to in turn.
    pub fn with<W: Loads<T>>(self, with: W) -> Related<F, T, K, With<W>> {
        self.related().with(with)
    }
}

impl<F, T: Model, K, W> Related<F, T, K, W> {
    /// Only those rows that meet this too.
    pub fn filter(mut self, filter: Filter<T>) -> Self {
        self.data.conditions.push(filter.expression);
        self
    }

    /// In this order; a later call orders what the earlier ones leave equal, and the primary key the rest.
    pub fn order_by<O: Orders<T, P, After = T>, P>(mut self, orders: O) -> Self {
        self.data.order_by(orders);
        self
    }

    /// At most so many for each row.
    pub fn limit(mut self, limit: u64) -> Self {
        self.data.limit = Some(limit);
        self
    }
}

impl<F, T: Model, K> Related<F, T, K> {
    /// With the rows that these lead to in turn.
    pub fn with<W: Loads<T>>(self, with: W) -> Related<F, T, K, With<W>> {
        Related {
            link: self.link,
            data: self.data,
            with: With(with),
            marker: PhantomData,
        }
    }
}

/// That rows come with what they lead to.
#[derive(Debug, Clone, Copy)]
pub struct With<W>(pub(super) W);

/// Where loading stands: on what, for whom, and the columns that it leads on from, a list for each row.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct Loading<'a> {
    pub(super) session: Session<'a>,
    pub(super) owner: Option<&'a Datum<'static>>,
    pub(super) keys: &'a [Vec<Datum<'static>>],
    /// Where the columns of this relation start.
    pub(super) at: usize,
}

/// What `with` takes for rows of `M`: a relation of `M`, one with conditions, a tuple of them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not lead on from `{M}`",
    note = "write relations of the query's own model, as `Video::TAGS`, alone or in a tuple of up to six; what they lead to in \
            turn is loaded by a `with` of theirs"
)]
pub trait Loads<M>: Send + Sync {
    /// What is loaded for each row.
    type Loaded: Send;

    /// The tables, for the scope that they ask for.
    type Sources;

    /// The columns of `M` that it leads on from.
    #[doc(hidden)]
    fn push_keys(&self, keys: &mut Vec<usize>);

    /// What belongs to each row.
    #[doc(hidden)]
    fn load<'a>(&'a self, loading: Loading<'a>) -> impl Future<Output = Result<Vec<Self::Loaded>>> + Send + 'a;
}

/// What becomes of rows that were found: they themselves, or they with what they lead to.
pub trait Finish<T>: Send + Sync {
    /// A row then.
    type Row: Send;

    /// The tables, for the scope that they ask for.
    type Sources;

    #[doc(hidden)]
    fn push_keys(&self, keys: &mut Vec<usize>);

    #[doc(hidden)]
    fn finish<'a>(
        &'a self,
        rows: Vec<T>,
        loading: Loading<'a>,
    ) -> impl Future<Output = Result<Vec<Self::Row>>> + Send + 'a;
}

#[diagnostic::do_not_recommend]
impl<T: Model> Finish<T> for () {
    type Row = T;
    type Sources = ();

    fn push_keys(&self, _: &mut Vec<usize>) {}

    async fn finish<'a>(&'a self, rows: Vec<T>, _: Loading<'a>) -> Result<Vec<T>> {
        Ok(rows)
    }
}

#[diagnostic::do_not_recommend]
impl<T: Model, W: Loads<T>> Finish<T> for With<W> {
    type Row = (T, W::Loaded);
    type Sources = W::Sources;

    fn push_keys(&self, keys: &mut Vec<usize>) {
        self.0.push_keys(keys);
    }

    async fn finish<'a>(&'a self, rows: Vec<T>, loading: Loading<'a>) -> Result<Vec<(T, W::Loaded)>> {
        let loaded = self.0.load(loading).await?;
        Ok(rows.into_iter().zip(loaded).collect())
    }
}

/// The tables of several relations.
#[derive(Debug)]
pub struct Both<A, B>(PhantomData<fn() -> (A, B)>);

#[diagnostic::do_not_recommend]
impl<A: Reach<X>, B: Reach<X>, X> Reach<X> for Both<A, B> {}

#[diagnostic::do_not_recommend]
impl<X> Reach<X> for () {}

/// The tables of a relation: the join table, the one that it leads to, and those after it.
#[derive(Debug)]
pub struct Led<T, J, S>(PhantomData<Ends<T, J, S>>);

#[diagnostic::do_not_recommend]
impl<T: Model, J: Source, S: Reach<X>, X> Reach<X> for Led<T, J, S>
where
    T::Scope: Admits<X>,
    <J::Model as Model>::Scope: Admits<X>,
{
}

#[diagnostic::do_not_recommend]
impl<F, T, K, W> Loads<F> for Related<F, T, K, W>
where
    F: Model,
    T: Model,
    K: Cardinality,
    W: Finish<T, Row: Clone>,
{
    type Loaded = K::Of<W::Row>;
    type Sources = Led<T, K::Join<T>, W::Sources>;

    fn push_keys(&self, keys: &mut Vec<usize>) {
        keys.extend(self.link.near_columns(F::TABLE));
    }

    async fn load<'a>(&'a self, loading: Loading<'a>) -> Result<Vec<Self::Loaded>> {
        let mut further = Vec::new();
        self.with.push_keys(&mut further);
        let children = Children {
            link: self.link,
            from: F::TABLE,
            join: reference::<K::Join<T>>(),
            further: &further,
        };
        let (rows, keys, places) = children.fetch::<T>(&self.data, loading).await?;
        let next = Loading {
            keys: &keys,
            at: 0,
            ..loading
        };
        let rows = self.with.finish(rows, next).await?;
        let collect = |rows| K::collect(rows, T::TABLE.name);
        distribute(rows, &places).into_iter().map(collect).collect()
    }
}

#[diagnostic::do_not_recommend]
impl<F, T, K> Loads<F> for Relation<F, T, K>
where
    F: Model,
    T: Model + Clone,
    K: Cardinality,
{
    type Loaded = K::Of<T>;
    type Sources = Led<T, K::Join<T>, ()>;

    fn push_keys(&self, keys: &mut Vec<usize>) {
        keys.extend(self.link.near_columns(F::TABLE));
    }

    async fn load<'a>(&'a self, loading: Loading<'a>) -> Result<Vec<Self::Loaded>> {
        self.related().load(loading).await
    }
}

macro_rules! tuple_loads {
    ($sources:ty; $($part:ident $index:tt),*) => {
        #[diagnostic::do_not_recommend]
        impl<M: Model, $($part: Loads<M>),*> Loads<M> for ($($part,)*) {
            type Loaded = ($($part::Loaded,)*);
            type Sources = $sources;

            fn push_keys(&self, keys: &mut Vec<usize>) {
                $(self.$index.push_keys(keys);)*
            }

            #[expect(non_snake_case, reason = "each is named as its type")]
            async fn load<'a>(&'a self, mut loading: Loading<'a>) -> Result<Vec<Self::Loaded>> {
                $(
                    let $part = self.$index.load(loading).await?;
                    let mut keys = Vec::new();
                    self.$index.push_keys(&mut keys);
                    loading.at += keys.len();
                )*
                let mut loaded = Vec::with_capacity(loading.keys.len());
                $(let mut $part = $part.into_iter();)*
                while let ($(Some($part),)*) = ($($part.next(),)*) {
                    loaded.push(($($part,)*));
                }
                Ok(loaded)
            }
        }
    };
}

tuple_loads!(Both<A::Sources, B::Sources>; A 0, B 1);
tuple_loads!(Both<Both<A::Sources, B::Sources>, C::Sources>; A 0, B 1, C 2);
tuple_loads!(Both<Both<A::Sources, B::Sources>, Both<C::Sources, D::Sources>>; A 0, B 1, C 2, D 3);
tuple_loads!(Both<Both<A::Sources, B::Sources>, Both<C::Sources, Both<D::Sources, E::Sources>>>; A 0, B 1, C 2, D 3, E 4);
tuple_loads!(Both<Both<A::Sources, Both<B::Sources, C::Sources>>, Both<D::Sources, Both<E::Sources, G::Sources>>>; A 0, B 1, C 2, D 3, E 4, G 5);

impl<M: Model, S> Query<M, S> {
    /// With the rows that each leads to, one statement for each relation however many rows there are:
    /// `.with((Video::TAGS, Video::KEYFRAMES))` gives `(Video, (Vec<Tag>, Vec<Keyframe>))`.
    ///
    /// A relation takes conditions, an order and a limit for each row (`Video::KEYFRAMES.order_by(…).limit(3)`), and a
    /// `with` of its own. Without an order, rows come in that of their primary key.
    pub fn with<W: Loads<M>>(self, with: W) -> Query<M, (S, Hidden<W::Sources>), With<W>> {
        Query::assembled(self.data, self.decode, With(with))
    }
}

impl<M: Model, S, W: Loads<M>> Query<M, S, With<W>> {
    /// The rows, each with what it leads to.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidQuery`] where it cannot be asked; what the database refuses, by kind.
    #[cfg_attr(debug_assertions, track_caller)]
    pub fn all<E>(self, executor: &E) -> impl Future<Output = Result<Vec<(M, W::Loaded)>>> + Send
    where
        E: Executor,
        S: Reach<E::Access>,
    {
        let (session, owner) = (executor.session(), executor.owner());
        let (data, with) = (self.data, self.with);
        async move {
            let mut keys = Vec::new();
            with.push_keys(&mut keys);
            let (rows, keys) = fetch_keyed::<M>(data, &keys, session, owner).await?;
            let loading = Loading {
                session: session.uncounted(),
                owner,
                keys: &keys,
                at: 0,
            };
            with.finish(rows, loading).await
        }
    }

    /// The first row, with what it leads to.
    ///
    /// # Errors
    ///
    /// As [`all`](Self::all).
    #[cfg_attr(debug_assertions, track_caller)]
    pub fn first<E>(self, executor: &E) -> impl Future<Output = Result<Option<(M, W::Loaded)>>> + Send
    where
        E: Executor,
        S: Reach<E::Access>,
    {
        let limit = self.data.limit.map_or(1, |limit| limit.min(1));
        let rows = self.limit(limit).all(executor);
        async { Ok(rows.await?.pop()) }
    }

    /// The only row, with what it leads to.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] where there is none, [`Error::TooManyRows`] where there are several.
    #[cfg_attr(debug_assertions, track_caller)]
    pub fn one<E>(self, executor: &E) -> impl Future<Output = Result<(M, W::Loaded)>> + Send
    where
        E: Executor,
        S: Reach<E::Access>,
    {
        let limit = self.data.limit.map_or(2, |limit| limit.min(2));
        let rows = self.limit(limit).all(executor);
        async { super::run::only(rows.await?, M::TABLE.name) }
    }
}
