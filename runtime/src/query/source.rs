//! The tables of a query as a type: what may be named in it, what may be NULL in it, who may ask it.
//!
//! The sources of a query are its model, then a pair for each join: `((VideoSummary, Left<VideoSummaryTag>), Left<Tag>)`.
//! That an expression stands [`Within`] them is found by the compiler, which writes the way there (`Here`, `There`) itself.

use std::marker::PhantomData;

use super::expression::SourceRef;
use crate::error::Result;
use crate::executor::Admits;
use crate::model::Model;
use crate::row::Row;
use crate::value::{DecodeError, FieldValue};

/// A table as a query names it: a model, or an [`Alias`] of one.
#[diagnostic::on_unimplemented(message = "`{Self}` is no model and no alias of one")]
pub trait Source: 'static {
    /// The model of its rows.
    type Model: Model;

    /// 0 for the model itself.
    #[doc(hidden)]
    const ALIAS: u8;
}

#[diagnostic::do_not_recommend]
impl<M: Model> Source for M {
    type Model = M;
    const ALIAS: u8 = 0;
}

/// A model under another name, so that a query can have it more than once: `Category::PARENT.alias::<1>()` joins it,
/// `Category::NAME.of::<1>()` is its column.
#[derive(Debug)]
pub struct Alias<M, const A: u8>(PhantomData<fn() -> M>);

impl<M: Model, const A: u8> Source for Alias<M, A> {
    type Model = M;
    const ALIAS: u8 = {
        assert!(A > 0, "aliases count from 1: 0 is the model itself");
        A
    };
}

pub(crate) fn reference<X: Source>() -> SourceRef {
    SourceRef {
        table: X::Model::TABLE,
        alias: X::ALIAS,
    }
}

/// A source that was joined so that only rows with a match are there.
#[derive(Debug)]
pub struct Inner<X>(PhantomData<fn() -> X>);

/// A source that was joined so that its columns are NULL where nothing matches.
#[derive(Debug)]
pub struct Left<X>(PhantomData<fn() -> X>);

/// The sources before a right or full join: their columns are NULL where nothing of theirs matches.
#[derive(Debug)]
pub struct Missing<S>(PhantomData<fn() -> S>);

/// The sources of a query within the query.
#[derive(Debug)]
pub struct Hidden<S>(PhantomData<fn() -> S>);

/// A source of the query around.
#[derive(Debug)]
pub struct Outside<X>(PhantomData<fn() -> X>);

/// The sources that a condition has of its own, in a query within it.
#[derive(Debug)]
pub struct Sub<S>(PhantomData<fn() -> S>);

/// What is never NULL because of a join, whatever it is made of: counts, and what says NULL in its type already.
#[derive(Debug)]
pub struct Settled<E>(PhantomData<fn() -> E>);

/// It is the last source.
#[derive(Debug)]
pub struct Here;

/// It is further back.
#[derive(Debug)]
pub struct There<P>(PhantomData<fn() -> P>);

/// It is before a right or full join.
#[derive(Debug)]
pub struct Before<P>(PhantomData<fn() -> P>);

/// Whether something can be NULL because of a join.
pub trait Nullness {
    /// What a column of type `T` gives.
    type Of<T: FieldValue>: FieldValue;

    /// What a row of `M` gives.
    type OfRow<M: Model>: Send;

    /// This, or the other.
    type Or<O: Nullness>: Nullness;

    #[doc(hidden)]
    const NULLABLE: bool;

    #[doc(hidden)]
    fn read_row<M: Model>(row: &mut Row<'_>) -> Result<Self::OfRow<M>, DecodeError>;
}

/// It is not.
#[derive(Debug)]
pub struct Never;

/// It is.
#[derive(Debug)]
pub struct Maybe;

impl Nullness for Never {
    type Of<T: FieldValue> = T;
    type OfRow<M: Model> = M;
    type Or<O: Nullness> = O;
    const NULLABLE: bool = false;

    fn read_row<M: Model>(row: &mut Row<'_>) -> Result<M, DecodeError> {
        M::decode(row)
    }
}

impl Nullness for Maybe {
    type Of<T: FieldValue> = T::Nullable;
    type OfRow<M: Model> = Option<M>;
    type Or<O: Nullness> = Self;
    const NULLABLE: bool = true;

    /// Before the row stands whether it is there.
    fn read_row<M: Model>(row: &mut Row<'_>) -> Result<Option<M>, DecodeError> {
        if row.next::<bool>()? {
            return M::decode(row).map(Some);
        }
        row.skip(M::TABLE.columns.len());
        Ok(None)
    }
}

/// What stands in the sources `S` of a query; the compiler finds `P`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not in this query",
    label = "of a table that the query does not have",
    note = "join the table first, as in `.left_join(Video::TAGS)`; the query has `{S}`"
)]
pub trait Within<S, P> {
    /// Whether a join can make it NULL.
    type Null: Nullness;

    /// The sources with what it brings along.
    type After;
}

#[diagnostic::do_not_recommend]
impl<M: Model> Within<M, Here> for M {
    type Null = Never;
    type After = M;
}

#[diagnostic::do_not_recommend]
impl<X: Source, R> Within<(R, Inner<X>), Here> for X {
    type Null = Never;
    type After = (R, Inner<X>);
}

#[diagnostic::do_not_recommend]
impl<X: Source, R> Within<(R, Left<X>), Here> for X {
    type Null = Maybe;
    type After = (R, Left<X>);
}

#[diagnostic::do_not_recommend]
impl<X: Source, R> Within<(R, Outside<X>), Here> for X {
    type Null = Never;
    type After = (R, Outside<X>);
}

#[diagnostic::do_not_recommend]
impl<X: Source + Within<R, P>, R, J, P> Within<(R, J), There<P>> for X {
    type Null = X::Null;
    type After = (R, J);
}

#[diagnostic::do_not_recommend]
impl<X: Source + Within<S, P>, S, P> Within<Missing<S>, Before<P>> for X {
    type Null = Maybe;
    type After = Missing<S>;
}

#[diagnostic::do_not_recommend]
impl<S> Within<S, ()> for () {
    type Null = Never;
    type After = S;
}

#[diagnostic::do_not_recommend]
impl<A, B, S, P, Q> Within<S, (P, Q)> for (A, B)
where
    A: Within<S, P>,
    B: Within<A::After, Q>,
{
    type Null = <A::Null as Nullness>::Or<B::Null>;
    type After = B::After;
}

#[diagnostic::do_not_recommend]
impl<E: Within<S, P>, S, P> Within<S, Settled<P>> for Settled<E> {
    type Null = Never;
    type After = E::After;
}

#[diagnostic::do_not_recommend]
impl<S, Q> Within<S, Here> for Sub<Q> {
    type Null = Never;
    type After = (S, Hidden<Q>);
}

/// Sources whose rows an executor of access `A` may reach: every scoped table of a query asks for a scope.
#[diagnostic::on_unimplemented(
    message = "rows of this query belong to somebody whom this executor does not name",
    label = "needs a scope",
    note = "write `&db.scope(&owner)` for the rows of one owner, or `&db.unscoped()` for all of them",
    note = "the query's tables are `{Self}`, the executor reaches `{A}`"
)]
pub trait Reach<A> {}

#[diagnostic::do_not_recommend]
impl<M: Model, A> Reach<A> for M where M::Scope: Admits<A> {}

#[diagnostic::do_not_recommend]
impl<R: Reach<A>, X: Source, A> Reach<A> for (R, Inner<X>) where <X::Model as Model>::Scope: Admits<A> {}

#[diagnostic::do_not_recommend]
impl<R: Reach<A>, X: Source, A> Reach<A> for (R, Left<X>) where <X::Model as Model>::Scope: Admits<A> {}

#[diagnostic::do_not_recommend]
impl<S: Reach<A>, A> Reach<A> for Missing<S> {}

#[diagnostic::do_not_recommend]
impl<R: Reach<A>, X, A> Reach<A> for (R, Outside<X>) {}

#[diagnostic::do_not_recommend]
impl<R: Reach<A>, Q: Reach<A>, A> Reach<A> for (R, Hidden<Q>) {}
