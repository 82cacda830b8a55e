//! The methods of models. Their types end here: what they call works on data.

mod many;
mod read;
mod write;

use std::future::Future;

use crate::error::{Error, Result};
use crate::executor::{Admits, Executor};
use crate::model::{AsKey, Create, Model, Operation, Patch, Writable};
use crate::query::{Cte, Filter, On, Query, Selected, StartAndStep};
use crate::value::Datum;

/// The methods that every model has.
///
/// A model whose rows belong to somebody takes an executor that says to whom: `&db.scope(&user)`, or `&db.unscoped()`
/// for all of them.
pub trait Dao: Model {
    /// The row with this key, if there is one.
    ///
    /// # Errors
    ///
    /// What the database refuses, by kind.
    #[cfg_attr(debug_assertions, track_caller)]
    fn find<E, K>(executor: &E, key: K) -> impl Future<Output = Result<Option<Self>>> + Send
    where
        E: Executor,
        K: AsKey<Self::Key>,
        Self::Scope: Admits<E::Access>,
    {
        let session = executor.session();
        async move { read::find(session, executor.owner(), &key.as_key()).await }
    }

    /// The row with this key.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] where there is none, or none in scope.
    #[cfg_attr(debug_assertions, track_caller)]
    fn get<E, K>(executor: &E, key: K) -> impl Future<Output = Result<Self>> + Send
    where
        E: Executor,
        K: AsKey<Self::Key>,
        Self::Scope: Admits<E::Access>,
    {
        let session = executor.session();
        async move {
            let found = read::find(session, executor.owner(), &key.as_key()).await?;
            found.ok_or_else(|| not_found::<Self>())
        }
    }

    /// The row with these values of a unique constraint, by the constraint's index in
    /// [`Table::uniques`](crate::model::Table::uniques). `derive(Dao)` writes `find_by_email` and the like over it.
    ///
    /// # Errors
    ///
    /// What the database refuses, by kind.
    #[doc(hidden)]
    #[cfg_attr(debug_assertions, track_caller)]
    fn find_by<E, K, T>(executor: &E, unique: usize, key: K) -> impl Future<Output = Result<Option<Self>>> + Send
    where
        E: Executor,
        K: AsKey<T>,
        Self::Scope: Admits<E::Access>,
    {
        let session = executor.session();
        async move { read::find_by(session, executor.owner(), unique, &key.as_key()).await }
    }

    /// The first rows in the order of their keys, at most `limit` of them.
    ///
    /// # Errors
    ///
    /// What the database refuses, by kind.
    #[cfg_attr(debug_assertions, track_caller)]
    fn all<E>(executor: &E, limit: u64) -> impl Future<Output = Result<Vec<Self>>> + Send
    where
        E: Executor,
        Self::Scope: Admits<E::Access>,
    {
        read::all(executor.session(), executor.owner(), limit)
    }

    /// How many rows there are.
    ///
    /// # Errors
    ///
    /// What the database refuses, by kind.
    #[cfg_attr(debug_assertions, track_caller)]
    fn count<E>(executor: &E) -> impl Future<Output = Result<u64>> + Send
    where
        E: Executor,
        Self::Scope: Admits<E::Access>,
    {
        read::count(Self::TABLE, executor.session(), executor.owner())
    }

    /// Whether there is a row with this key.
    ///
    /// # Errors
    ///
    /// What the database refuses, by kind.
    #[cfg_attr(debug_assertions, track_caller)]
    fn exists<E, K>(executor: &E, key: K) -> impl Future<Output = Result<bool>> + Send
    where
        E: Executor,
        K: AsKey<Self::Key>,
        Self::Scope: Admits<E::Access>,
    {
        let session = executor.session();
        async move { read::exists(Self::TABLE, session, executor.owner(), &key.as_key()).await }
    }

    /// Deletes the row with this key, and says whether there was one.
    ///
    /// # Errors
    ///
    /// [`Error::ForeignKeyViolation`] where other rows point at it; what else the database refuses, by kind.
    fn delete<E, K>(executor: &E, key: K) -> impl Future<Output = Result<bool>> + Send
    where
        Self: Writable,
        E: Executor,
        K: AsKey<Self::Key>,
        Self::Scope: Admits<E::Access>,
    {
        async move { write::delete(Self::TABLE, executor.session(), executor.owner(), &key.as_key()).await }
    }

    /// A query over the rows: filters, order, limit.
    fn query() -> Query<Self> {
        Query::new()
    }

    /// This table on a condition, to join it by: `.left_join(Tag::on(Tag::NAME.eq(Video::TITLE)))`.
    fn on<E>(condition: Filter<E>) -> On<Self, E> {
        On::of(condition)
    }

    /// This table as the rows of a query, for [`with_cte`](Query::with_cte) of another one: a struct with `#[derive(Dao, Row)]`, whose
    /// fields take what is selected in their order, and whose table no database has. It has no key and no scope; the query
    /// keeps within the scope itself.
    fn cte<R, S>(query: Query<R, S>) -> Cte<Self, S>
    where
        Self: Selected<R>,
    {
        Cte::new(query)
    }

    /// This table as the rows that a query starts with, and those that a second one, which joins this table, finds from
    /// them, again and again, at most `levels` times: where rows lead in a circle, it ends there. A row that is found at
    /// several levels is there for each.
    fn recursive<R, S, Q, T>(start: Query<R, S>, step: Query<Q, T>, levels: u32) -> Cte<Self, StartAndStep<S, T>>
    where
        Self: Selected<R> + Selected<Q>,
    {
        Cte::recursive(start, step, levels)
    }

    /// Inserts many rows, all or none, and says how many. Far faster than one by one.
    ///
    /// # Errors
    ///
    /// As [`Exec::exec`]; the first row that is refused undoes the others.
    fn insert_many<E, I>(executor: &E, rows: I) -> impl Future<Output = Result<u64>> + Send
    where
        Self: Writable,
        E: Executor,
        I: IntoIterator<Item: Into<<Self as Writable>::Patch>>,
        Self::Scope: Admits<E::Access>,
    {
        let rows = many::values::<Self>(rows);
        many::insert(Self::TABLE, executor.session(), executor.owner(), rows)
    }

    /// Inserts many rows, all or none, and gives them as they are then, in the same order.
    ///
    /// # Errors
    ///
    /// As [`Exec::exec`]; the first row that is refused undoes the others.
    fn insert_many_returning<E, I>(executor: &E, rows: I) -> impl Future<Output = Result<Vec<Self>>> + Send
    where
        Self: Writable,
        E: Executor,
        I: IntoIterator<Item: Into<<Self as Writable>::Patch>>,
        Self::Scope: Admits<E::Access>,
    {
        let rows = many::values::<Self>(rows);
        many::insert_returning(executor.session(), executor.owner(), rows)
    }
}

impl<M: Model> Dao for M {}

/// Setters that can be executed; `derive(Dao)` implements it for `UserPatch<Create>` and `UserPatch<Update>`.
pub trait Exec: Sized + Send {
    /// Whose row it writes.
    type Model: Model;

    /// What it does.
    type Operation: Operation;

    /// The values.
    fn into_patch(self) -> Patch<Self::Model, Self::Operation>;

    /// Writes, and gives the row as it is then.
    ///
    /// # Errors
    ///
    /// - [`Error::Validation`] where values break the schema's rules; nothing was sent.
    /// - [`Error::NotFound`] where an update finds no row with this key, or none in scope.
    /// - [`Error::Scope`] where a new row would not be in scope.
    /// - [`Error::UniqueViolation`] and the other violations.
    fn exec<E>(self, executor: &E) -> impl Future<Output = Result<Self::Model>> + Send
    where
        E: Executor,
        <Self::Model as Model>::Scope: Admits<E::Access>,
    {
        let values = self.into_patch().values;
        write::exec(
            <Self::Operation as Operation>::KIND,
            executor.session(),
            executor.owner(),
            values,
        )
    }

    /// Creates the row, or updates the one with the same primary key, and gives it as it is then.
    ///
    /// # Errors
    ///
    /// As [`exec`](Self::exec); [`Error::Scope`] where the row is there and belongs to somebody else.
    fn upsert<E>(self, executor: &E) -> impl Future<Output = Result<Self::Model>> + Send
    where
        Self: Exec<Operation = Create>,
        E: Executor,
        <Self::Model as Model>::Scope: Admits<E::Access>,
    {
        let values = self.into_patch().values;
        write::upsert(None, executor.session(), executor.owner(), values)
    }

    /// Creates the row, or updates the one with the same values of a unique constraint: `upsert_on(User::EMAIL_KEY, &db)`.
    ///
    /// # Errors
    ///
    /// As [`exec`](Self::exec); [`Error::Scope`] where the row is there and belongs to somebody else;
    /// [`Error::Configuration`] where the table has no such constraint.
    fn upsert_on<E>(self, constraint: &'static str, executor: &E) -> impl Future<Output = Result<Self::Model>> + Send
    where
        Self: Exec<Operation = Create>,
        E: Executor,
        <Self::Model as Model>::Scope: Admits<E::Access>,
    {
        let values = self.into_patch().values;
        write::upsert(Some(constraint), executor.session(), executor.owner(), values)
    }
}

fn not_found<M: Model>() -> Error {
    Error::NotFound {
        table: M::TABLE.name.to_owned(),
    }
}

/// The owner's key where the table's rows belong to somebody, that is, where statements must be scoped.
fn scope_owner<'a>(
    table: &'static crate::model::Table,
    owner: Option<&'a Datum<'static>>,
) -> Option<&'a Datum<'static>> {
    owner.filter(|_| table.scope.is_some())
}
