//! Statements on whatever runs them: the pool or a transaction. And SQL of the user's own.

use super::{Db, Dedicated, TransactionOptions, Tx};
use crate::driver::{Decode, Request, Syntax};
use crate::error::Result;
use crate::model::Model;
use crate::row::Row;
use crate::value::{Datum, DecodeError, FieldValue};

/// What runs statements; an executor without its scope.
#[derive(Debug, Clone, Copy)]
pub enum Session<'a> {
    #[doc(hidden)]
    Db(&'a Db),
    #[doc(hidden)]
    Tx(&'a Tx),
}

impl Session<'_> {
    pub(crate) fn syntax(&self) -> &'static Syntax {
        match self {
            Self::Db(db) => db.syntax(),
            Self::Tx(tx) => tx.syntax(),
        }
    }

    pub(crate) async fn fetch<T: Send>(
        &self,
        request: &Request<'_>,
        decode: Decode<T>,
        limit: usize,
    ) -> Result<Vec<T>> {
        match self {
            Self::Db(db) => db.database().fetch(request, decode, limit).await,
            Self::Tx(tx) => tx.statement()?.fetch(request, decode, limit).await,
        }
    }

    pub(crate) async fn fetch_first<T: Send>(&self, request: &Request<'_>, decode: Decode<T>) -> Result<Option<T>> {
        match self {
            Self::Db(db) => db.database().fetch_first(request, decode).await,
            Self::Tx(tx) => tx.statement()?.fetch_first(request, decode).await,
        }
    }

    pub(crate) async fn execute(&self, request: &Request<'_>) -> Result<u64> {
        match self {
            Self::Db(db) => db.database().execute(request).await,
            Self::Tx(tx) => tx.statement()?.execute(request).await,
        }
    }
}

impl Session<'_> {
    /// Runs the same insert for each of many rows of parameters, the first of which are the values of `columns`.
    pub(crate) async fn fetch_each<T: Send>(
        &self,
        request: &Request<'_>,
        columns: &[usize],
        rows: &[Vec<Datum<'static>>],
        decode: Option<Decode<T>>,
    ) -> Result<(u64, Vec<T>)> {
        match self {
            Self::Db(db) => {
                let connection = db.database().connection(&TransactionOptions::default()).await?;
                connection.fetch_each(request, columns, rows, decode).await
            }
            Self::Tx(tx) => tx.statement()?.fetch_each(request, columns, rows, decode).await,
        }
    }
}

/// What a row of SQL of one's own becomes: a model (all its columns, in their order), a tuple of values, or a struct with
/// `#[derive(Row)]`.
pub trait FromRow: Sized + Send {
    /// Reads the row from left to right.
    ///
    /// # Errors
    ///
    /// [`DecodeError`] where a value has another type.
    fn from_row(row: &mut Row<'_>) -> Result<Self, DecodeError>;
}

impl<M: Model> FromRow for M {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DecodeError> {
        M::decode(row)
    }
}

macro_rules! tuple_rows {
    ($($part:ident)*) => {
        impl<$($part: FieldValue),*> FromRow for ($($part,)*) {
            fn from_row(row: &mut Row<'_>) -> Result<Self, DecodeError> {
                Ok(($(row.next::<$part>()?,)*))
            }
        }
    };
}

tuple_rows!(A);
tuple_rows!(A B);
tuple_rows!(A B C);
tuple_rows!(A B C D);
tuple_rows!(A B C D E);
tuple_rows!(A B C D E F);
tuple_rows!(A B C D E F G);
tuple_rows!(A B C D E F G H);
tuple_rows!(A B C D E F G H I);
tuple_rows!(A B C D E F G H I J);

/// SQL of one's own, on everything that runs statements. It knows no scope.
macro_rules! raw_statements {
    ($type:ty, $connection:expr) => {
        impl $type {
            /// Runs a statement of one's own and gives how many rows it changed. Parameters are `$1` on PostgreSQL,
            /// `?1` on SQLite.
            ///
            /// # Errors
            ///
            /// What the database refuses, by kind.
            pub async fn execute(&self, sql: &str, parameters: &[Datum<'_>]) -> Result<u64> {
                let runner = ($connection)(self)?;
                runner.execute(&Request::raw(sql, parameters)).await
            }

            /// Runs a statement of one's own and gives its rows, as tuples or models.
            ///
            /// # Errors
            ///
            /// What the database refuses, by kind; [`Error::Decode`](crate::Error::Decode) where a row has other types.
            pub async fn rows<T: FromRow>(&self, sql: &str, parameters: &[Datum<'_>]) -> Result<Vec<T>> {
                let runner = ($connection)(self)?;
                runner
                    .fetch(&Request::raw(sql, parameters), T::from_row, usize::MAX)
                    .await
            }

            /// Runs statements without parameters, separated by semicolons.
            ///
            /// # Errors
            ///
            /// What the database refuses; the statements before it have run.
            pub async fn batch(&self, sql: &str) -> Result<()> {
                let runner = ($connection)(self)?;
                runner.batch(sql).await
            }
        }
    };
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "a transaction's connection may be gone; both are used alike"
)]
fn of_db(db: &Db) -> Result<&crate::driver::Database> {
    Ok(db.database())
}

raw_statements!(Db, of_db);
raw_statements!(Tx, Tx::statement);
raw_statements!(Dedicated, Dedicated::connection);
