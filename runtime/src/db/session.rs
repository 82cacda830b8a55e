//! Statements on whatever runs them: the pool or a transaction. And SQL of the user's own.

#[cfg(debug_assertions)]
use std::panic::Location;

#[cfg(debug_assertions)]
use super::Call;
use super::{Db, Dedicated, TransactionOptions, Tx};
use crate::driver::{Decode, Request, Syntax};
use crate::error::Result;
use crate::model::Model;
use crate::row::Row;
use crate::value::{Datum, DecodeError, FieldValue};

/// What runs statements; an executor without its scope.
#[derive(Debug, Clone, Copy)]
pub struct Session<'a> {
    pub(crate) runner: Runner<'a>,
    /// Where in the application it was asked for, as long as N+1 is looked for among what it runs.
    #[cfg(debug_assertions)]
    called_at: Option<&'static Location<'static>>,
}

/// The pool or a transaction.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Runner<'a> {
    Db(&'a Db),
    Tx(&'a Tx),
}

impl<'a> Session<'a> {
    #[cfg_attr(debug_assertions, track_caller)]
    fn new(runner: Runner<'a>) -> Self {
        Self {
            runner,
            #[cfg(debug_assertions)]
            called_at: Some(Location::caller()),
        }
    }

    #[cfg_attr(debug_assertions, track_caller)]
    pub(crate) fn of_db(db: &'a Db) -> Self {
        Self::new(Runner::Db(db))
    }

    #[cfg_attr(debug_assertions, track_caller)]
    pub(crate) fn of_tx(tx: &'a Tx) -> Self {
        Self::new(Runner::Tx(tx))
    }

    /// The same, asked for here.
    #[cfg_attr(debug_assertions, track_caller)]
    pub(crate) fn here(self) -> Self {
        Self::new(self.runner)
    }

    /// The same for statements of which many are right: pages, and what belongs to a statement that is counted.
    pub(crate) fn uncounted(self) -> Self {
        Self {
            #[cfg(debug_assertions)]
            called_at: None,
            ..self
        }
    }

    /// A statement that reads, with where it was asked for.
    #[cfg(debug_assertions)]
    fn located<'r>(self, request: &Request<'r>) -> Request<'r> {
        let transaction = match self.runner {
            Runner::Db(_) => None,
            Runner::Tx(tx) => Some(tx.number()),
        };
        let call = self.called_at.map(|location| Call { location, transaction });
        Request {
            call: call.filter(|_| request.reads()),
            ..*request
        }
    }
}

impl Session<'_> {
    pub(crate) fn syntax(&self) -> &'static Syntax {
        match self.runner {
            Runner::Db(db) => db.syntax(),
            Runner::Tx(tx) => tx.syntax(),
        }
    }

    pub(crate) async fn fetch<T: Send>(
        &self,
        request: &Request<'_>,
        decode: Decode<T>,
        limit: usize,
    ) -> Result<Vec<T>> {
        #[cfg(debug_assertions)]
        let request = &self.located(request);
        match self.runner {
            Runner::Db(db) => db.database().fetch(request, decode, limit).await,
            Runner::Tx(tx) => tx.statement()?.fetch(request, decode, limit).await,
        }
    }

    pub(crate) async fn fetch_first<T: Send>(&self, request: &Request<'_>, decode: Decode<T>) -> Result<Option<T>> {
        #[cfg(debug_assertions)]
        let request = &self.located(request);
        match self.runner {
            Runner::Db(db) => db.database().fetch_first(request, decode).await,
            Runner::Tx(tx) => tx.statement()?.fetch_first(request, decode).await,
        }
    }

    pub(crate) async fn execute(&self, request: &Request<'_>) -> Result<u64> {
        match self.runner {
            Runner::Db(db) => db.database().execute(request).await,
            Runner::Tx(tx) => tx.statement()?.execute(request).await,
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
        match self.runner {
            Runner::Db(db) => {
                let connection = db.database().connection(&TransactionOptions::default()).await?;
                connection.fetch_each(request, columns, rows, decode).await
            }
            Runner::Tx(tx) => tx.statement()?.fetch_each(request, columns, rows, decode).await,
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
