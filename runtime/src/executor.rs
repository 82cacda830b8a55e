//! What statements run on, and whose rows they may reach.

use std::marker::PhantomData;

use crate::db::{Db, Session, Tx};
use crate::model::{AsKey, Model, Owned, Owner, Shared};
use crate::value::{Datum, Value};

/// Something that statements run on: [`Db`], a transaction, or either with a scope.
#[diagnostic::on_unimplemented(
    message = "statements cannot run on a `{Self}`",
    note = "give a `&Db`, a transaction, or what `scope` and `unscoped` of them give"
)]
pub trait Executor: Send + Sync {
    /// Whose rows may be reached: [`Anyone`], [`Everyone`] or [`Only`].
    type Access;

    /// Called before anything is waited for, by methods that know their caller, since it notes where that is.
    #[doc(hidden)]
    #[cfg_attr(debug_assertions, track_caller)]
    fn session(&self) -> Session<'_>;

    /// The owner's key under a scope.
    #[doc(hidden)]
    fn owner(&self) -> Option<&Datum<'static>> {
        None
    }
}

/// A plain executor: rows that belong to nobody.
#[derive(Debug, Clone, Copy)]
pub struct Anyone;

/// Every row, whoever it belongs to: what `unscoped` gives.
#[derive(Debug, Clone, Copy)]
pub struct Everyone;

/// The rows of one `O`: what `scope` gives.
#[derive(Debug, Clone, Copy)]
pub struct Only<O: ?Sized>(PhantomData<fn() -> O>);

/// Whether the rows of a model may be reached with this access.
#[diagnostic::on_unimplemented(
    message = "the rows of this model belong to somebody whom this executor does not name",
    label = "needs a scope",
    note = "write `&db.scope(&owner)` for the rows of one owner, or `&db.unscoped()` for all of them",
    note = "the model's rows are `{Self}`, the executor reaches `{A}`"
)]
pub trait Admits<A> {}

#[diagnostic::do_not_recommend]
impl<A> Admits<A> for Shared {}
#[diagnostic::do_not_recommend]
impl<O: ?Sized> Admits<Everyone> for Owned<O> {}
#[diagnostic::do_not_recommend]
impl<O: ?Sized> Admits<Only<O>> for Owned<O> {}

impl Executor for Db {
    type Access = Anyone;

    fn session(&self) -> Session<'_> {
        Session::of_db(self)
    }
}

impl Executor for Tx {
    type Access = Anyone;

    fn session(&self) -> Session<'_> {
        Session::of_tx(self)
    }
}

impl<E: Executor + ?Sized> Executor for &E {
    type Access = E::Access;

    fn session(&self) -> Session<'_> {
        (**self).session()
    }

    fn owner(&self) -> Option<&Datum<'static>> {
        (**self).owner()
    }
}

/// An executor that reaches every row, whoever it belongs to.
#[derive(Debug, Clone, Copy)]
pub struct Unscoped<'a> {
    session: Session<'a>,
}

impl<'a> Unscoped<'a> {
    pub(crate) fn new(session: Session<'a>) -> Self {
        Self { session }
    }
}

impl Executor for Unscoped<'_> {
    type Access = Everyone;

    fn session(&self) -> Session<'_> {
        self.session.here()
    }
}

/// An executor that reaches the rows of one owner.
pub struct Scoped<'a, O: ?Sized> {
    session: Session<'a>,
    owner: Datum<'static>,
    marker: PhantomData<fn() -> O>,
}

impl<'a, O: ?Sized> Scoped<'a, O> {
    pub(crate) fn new(session: Session<'a>, owner: Datum<'static>) -> Self {
        Self {
            session,
            owner,
            marker: PhantomData,
        }
    }
}

impl<O: ?Sized> Clone for Scoped<'_, O> {
    fn clone(&self) -> Self {
        Self::new(self.session, self.owner.clone())
    }
}

impl<O: ?Sized> std::fmt::Debug for Scoped<'_, O> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Scoped")
            .field("owner", &self.owner)
            .finish_non_exhaustive()
    }
}

impl<O: ?Sized> Executor for Scoped<'_, O> {
    type Access = Only<O>;

    fn session(&self) -> Session<'_> {
        self.session.here()
    }

    fn owner(&self) -> Option<&Datum<'static>> {
        Some(&self.owner)
    }
}

/// `scope` and `unscoped`, for [`Db`] and [`Tx`] alike.
macro_rules! scopes {
    ($type:ty, $session:path) => {
        impl $type {
            /// An executor for the rows of one owner: a model's row, or the value of a key.
            pub fn scope<O: Owner + ?Sized>(&self, owner: &O) -> Scoped<'_, O::Of> {
                Scoped::new($session(self), owner.owner_key())
            }

            /// An executor for the rows of the `O` that has this key.
            pub fn scope_key<O: Model>(&self, key: impl AsKey<O::Key>) -> Scoped<'_, O>
            where
                O::Key: Value,
            {
                let key = key.as_key().pop().map_or(Datum::Null, Datum::into_owned);
                Scoped::new($session(self), key)
            }

            /// An executor that reaches every row, whoever it belongs to.
            pub fn unscoped(&self) -> Unscoped<'_> {
                Unscoped::new($session(self))
            }
        }
    };
}

scopes!(Db, Session::of_db);
scopes!(Tx, Session::of_tx);
