//! The drivers: the only place that knows which databases there are.

mod request;
mod syntax;

#[cfg(feature = "postgres")]
pub(crate) mod postgres;
#[cfg(feature = "sqlite")]
pub(crate) mod sqlite;

use std::fmt;
use std::sync::Arc;
use std::time::Instant;

pub(crate) use request::{Decode, Request, RowsOf};
pub use syntax::Dialect;
pub(crate) use syntax::Syntax;

use crate::db::{Options, Statistics, TransactionOptions};
use crate::error::{Error, Result};
use crate::value::Datum;

/// A database of one of the drivers.
#[derive(Debug, Clone)]
pub(crate) enum Database {
    #[cfg(feature = "postgres")]
    Postgres(Arc<postgres::Database>),
    #[cfg(feature = "sqlite")]
    Sqlite(Arc<sqlite::Database>),
    /// Neither driver is enabled: there is no such value.
    #[cfg(not(any(feature = "postgres", feature = "sqlite")))]
    None(std::convert::Infallible),
}

/// A connection of one of the drivers, held by a transaction or on its own.
pub(crate) enum Connection {
    #[cfg(feature = "postgres")]
    Postgres(postgres::Connection),
    #[cfg(feature = "sqlite")]
    Sqlite(sqlite::Lease),
    /// Neither driver is enabled: there is no such value.
    #[cfg(not(any(feature = "postgres", feature = "sqlite")))]
    None(std::convert::Infallible),
}

impl fmt::Debug for Connection {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Connection").finish_non_exhaustive()
    }
}

/// Does the same with the driver of either.
macro_rules! either {
    ($kind:ident, $value:expr, $driver:ident => $sqlite:expr, $postgres:expr) => {
        match $value {
            #[cfg(feature = "postgres")]
            $kind::Postgres($driver) => $postgres,
            #[cfg(feature = "sqlite")]
            $kind::Sqlite($driver) => $sqlite,
            #[cfg(not(any(feature = "postgres", feature = "sqlite")))]
            $kind::None(never) => match never.clone() {},
        }
    };
}

impl Database {
    /// The database at a URL.
    pub(crate) async fn connect(url: &str, options: Options) -> Result<Self> {
        let scheme = url.split(':').next().unwrap_or_default();
        match scheme {
            #[cfg(feature = "postgres")]
            "postgres" | "postgresql" => Ok(Self::Postgres(Arc::new(
                postgres::Database::connect(url, options).await?,
            ))),
            #[cfg(not(feature = "postgres"))]
            "postgres" | "postgresql" => Err(missing_feature("postgres")),
            #[cfg(feature = "sqlite")]
            "sqlite" => Ok(Self::Sqlite(Arc::new(sqlite::Database::connect(url, options)?))),
            #[cfg(not(feature = "sqlite"))]
            "sqlite" => Err(missing_feature("sqlite")),
            // The scheme alone is shown: the rest may hold a password.
            _ => Err(Error::Configuration(
                "the database URL must start with `postgres://` or `sqlite:`".to_owned(),
            )),
        }
    }

    pub(crate) fn syntax(&self) -> &'static Syntax {
        either!(Self, self, _driver => &syntax::SQLITE, &syntax::POSTGRES)
    }

    pub(crate) fn statistics(&self) -> Statistics {
        either!(Self, self, driver => driver.statistics(), driver.statistics())
    }

    pub(crate) fn close(&self) {
        either!(Self, self, driver => driver.close(), driver.close());
    }

    /// A connection for a transaction. On SQLite, one that only reads keeps nobody from writing.
    pub(crate) async fn connection(&self, options: &TransactionOptions) -> Result<Connection> {
        Ok(either!(Self, self, driver =>
            Connection::Sqlite(if options.read_only { driver.read_lease().await? } else { driver.write_lease().await? }),
            Connection::Postgres(driver.connection().await?)))
    }

    /// A connection that nobody else gets until it is dropped, and on which sessions can be changed.
    pub(crate) async fn dedicated(&self) -> Result<Connection> {
        Ok(either!(Self, self, driver =>
            Connection::Sqlite(driver.write_lease().await?),
            Connection::Postgres(driver.dedicated().await?)))
    }

    /// The rows that a statement gives, at most `limit` of them.
    pub(crate) async fn fetch<T: Send>(
        &self,
        request: &Request<'_>,
        decode: Decode<T>,
        limit: usize,
    ) -> Result<Vec<T>> {
        either!(Self, self, driver =>
            driver.fetch(request, decode, limit).await,
            driver.fetch(request, decode, limit).await)
    }

    /// The first row that a statement gives.
    pub(crate) async fn fetch_first<T: Send>(&self, request: &Request<'_>, decode: Decode<T>) -> Result<Option<T>> {
        either!(Self, self, driver =>
            driver.fetch_first(request, decode).await,
            driver.fetch_first(request, decode).await)
    }

    /// How many rows a statement changed.
    pub(crate) async fn execute(&self, request: &Request<'_>) -> Result<u64> {
        either!(Self, self, driver =>
            driver.execute(request).await,
            driver.execute(request).await)
    }

    /// Several statements without parameters.
    pub(crate) async fn batch(&self, sql: &str) -> Result<()> {
        either!(Self, self, driver => driver.batch(sql).await, driver.batch(sql).await)
    }
}

impl Connection {
    pub(crate) fn syntax(&self) -> &'static Syntax {
        either!(Self, self, _driver => &syntax::SQLITE, &syntax::POSTGRES)
    }

    pub(crate) async fn fetch<T: Send>(
        &self,
        request: &Request<'_>,
        decode: Decode<T>,
        limit: usize,
    ) -> Result<Vec<T>> {
        either!(Self, self, driver =>
            driver.fetch(request, decode, limit),
            driver.fetch(request, decode, limit).await)
    }

    pub(crate) async fn fetch_first<T: Send>(&self, request: &Request<'_>, decode: Decode<T>) -> Result<Option<T>> {
        either!(Self, self, driver =>
            driver.fetch_first(request, decode),
            driver.fetch_first(request, decode).await)
    }

    pub(crate) async fn execute(&self, request: &Request<'_>) -> Result<u64> {
        either!(Self, self, driver => driver.execute(request), driver.execute(request).await)
    }

    pub(crate) async fn batch(&self, sql: &str) -> Result<()> {
        either!(Self, self, driver => driver.batch(sql), driver.batch(sql).await)
    }

    /// Runs the same insert for each of many rows of parameters, the first of which are the values of `columns`; gives how
    /// many rows these wrote, and those that they give.
    pub(crate) async fn fetch_each<T: Send>(
        &self,
        request: &Request<'_>,
        columns: &[usize],
        rows: &[Vec<Datum<'static>>],
        decode: Option<Decode<T>>,
    ) -> Result<(u64, Vec<T>)> {
        either!(Self, self, driver =>
            driver.fetch_each(request, columns, rows, decode),
            driver.fetch_each(request, columns, rows, decode).await)
    }

    /// Begins a transaction that may run until the deadline.
    pub(crate) async fn begin(&self, options: &TransactionOptions, deadline: Option<Instant>) -> Result<()> {
        either!(Self, self, driver => driver.begin(options, deadline), driver.begin(options).await)
    }

    pub(crate) async fn commit(&self) -> Result<()> {
        either!(Self, self, driver => driver.batch("COMMIT"), driver.commit().await)
    }

    /// A statement about a savepoint; `undoes` where it takes back what was done since.
    pub(crate) async fn savepoint(&self, sql: &str, undoes: bool) -> Result<()> {
        either!(Self, self, driver => driver.batch(sql), driver.savepoint(sql, undoes).await)
    }

    /// Undoes a transaction, in which a statement may have been dropped before it ended.
    pub(crate) async fn rollback(&self, interrupted: bool) -> Result<()> {
        either!(Self, self, driver => driver.batch("ROLLBACK"), driver.rollback(interrupted).await)
    }

    /// Undoes a transaction on a task of its own; without a runtime to spawn it on, the connection is closed, which undoes
    /// it too.
    #[cfg(feature = "postgres")]
    fn undo_later(driver: &postgres::Connection, connection: &Arc<Self>) {
        let Ok(runtime) = tokio::runtime::Handle::try_current() else {
            driver.discard();
            return;
        };
        let connection = Arc::clone(connection);
        runtime.spawn(async move {
            if let Err(error) = connection.rollback(true).await {
                tracing::debug!(%error, "a dropped transaction could not be rolled back");
            }
        });
    }

    /// Undoes a transaction that was dropped before its end, without waiting.
    pub(crate) fn abandon(connection: &Arc<Self>) {
        either!(Self, &**connection, driver => driver.abandon(), Self::undo_later(driver, connection));
    }
}

#[cfg(not(all(feature = "postgres", feature = "sqlite")))]
fn missing_feature(name: &str) -> Error {
    Error::Configuration(format!(
        "the database URL is one of {name}, but the feature `{name}` of `tablesmith` is off"
    ))
}
