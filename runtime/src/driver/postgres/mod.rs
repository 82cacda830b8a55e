//! PostgreSQL, by tokio-postgres, pooled by deadpool.

mod connect;
mod decode;
mod encode;
mod error;
mod statement;
mod tls;
mod url;

use std::sync::Arc;
use std::time::{Duration, Instant};

use deadpool_postgres::{ClientWrapper, Object, Pool, PoolError, TimeoutType};

pub(crate) use decode::{read, read_array};

use crate::db::{Counters, Options, Statistics, TransactionOptions};
use crate::driver::request::{Decode, Request};
use crate::error::{Error, Result};
use crate::value::Datum;

/// A PostgreSQL database: a pool of connections.
#[derive(Debug)]
pub(crate) struct Database {
    pool: Pool,
    counters: Arc<Counters>,
    prepare: bool,
    acquire_timeout: Duration,
}

impl Database {
    pub(crate) async fn connect(url: &str, mut options: Options) -> Result<Self> {
        let target = url::Target::parse(url, &mut options)?;
        let pool = connect::pool(target, &options)?;
        let database = Self {
            pool,
            counters: Arc::new(Counters::new(options.slow)),
            prepare: options.prepare,
            acquire_timeout: options.acquire_timeout,
        };
        // Connecting once at once shows a wrong host or password here and not at the first statement.
        drop(database.connection().await?);
        if let Some(idle_timeout) = options.idle_timeout {
            connect::close_idle(&database.pool, idle_timeout);
        }
        Ok(database)
    }

    pub(crate) async fn connection(&self) -> Result<Connection> {
        let client = self.pool.get().await.map_err(|error| self.pool_error(error))?;
        Ok(Connection {
            client: Client::Pooled(client),
            counters: Arc::clone(&self.counters),
            prepare: self.prepare,
        })
    }

    /// A connection that leaves the pool, and is closed when it is dropped: what its session holds (locks, settings)
    /// goes with it.
    pub(crate) async fn dedicated(&self) -> Result<Connection> {
        let connection = self.connection().await?;
        Ok(connection.detached())
    }

    fn pool_error(&self, error: PoolError) -> Error {
        match error {
            PoolError::Timeout(TimeoutType::Wait) => Error::Timeout {
                what: "waiting for a free connection",
                after: Some(self.acquire_timeout),
            },
            PoolError::Timeout(_) => Error::Connection {
                reason: "connecting took too long".to_owned(),
                source: None,
            },
            PoolError::Backend(error) => error::connecting(error),
            PoolError::Closed => Error::Connection {
                reason: "the database was closed".to_owned(),
                source: None,
            },
            other => Error::Connection {
                reason: other.to_string(),
                source: Some(other.into()),
            },
        }
    }

    pub(crate) async fn fetch<T: Send>(
        &self,
        request: &Request<'_>,
        decode: Decode<T>,
        limit: usize,
    ) -> Result<Vec<T>> {
        self.connection().await?.fetch(request, decode, limit).await
    }

    pub(crate) async fn fetch_first<T: Send>(&self, request: &Request<'_>, decode: Decode<T>) -> Result<Option<T>> {
        self.connection().await?.fetch_first(request, decode).await
    }

    pub(crate) async fn execute(&self, request: &Request<'_>) -> Result<u64> {
        self.connection().await?.execute(request).await
    }

    pub(crate) async fn batch(&self, sql: &str) -> Result<()> {
        self.connection().await?.batch(sql).await
    }

    pub(crate) fn statistics(&self) -> Statistics {
        let status = self.pool.status();
        let mut statistics = self.counters.statistics();
        statistics.connections = status.size;
        statistics.idle = status.available;
        statistics.max = status.max_size;
        statistics
    }

    pub(crate) fn close(&self) {
        self.pool.close();
    }
}

pub(crate) fn begin(options: &TransactionOptions) -> &'static str {
    match (options.serializable, options.read_only) {
        (false, false) => "BEGIN",
        (false, true) => "BEGIN READ ONLY",
        (true, false) => "BEGIN ISOLATION LEVEL SERIALIZABLE",
        (true, true) => "BEGIN ISOLATION LEVEL SERIALIZABLE, READ ONLY",
    }
}

/// A connection that is lent, or that has left the pool.
pub(crate) struct Connection {
    client: Client,
    counters: Arc<Counters>,
    prepare: bool,
}

/// A client of the pool, or one that has left it.
enum Client {
    Pooled(Object),
    Detached(ClientWrapper),
}

impl std::ops::Deref for Client {
    type Target = ClientWrapper;

    fn deref(&self) -> &ClientWrapper {
        match self {
            Self::Pooled(client) => client,
            Self::Detached(client) => client,
        }
    }
}

impl Client {
    fn detached(self) -> Self {
        match self {
            Self::Pooled(client) => Self::Detached(Object::take(client)),
            detached @ Self::Detached(_) => detached,
        }
    }
}

impl Connection {
    /// The driver's own client, for what is none of the application's business.
    pub(crate) fn client(&self) -> &tokio_postgres::Client {
        &self.client
    }

    fn detached(self) -> Self {
        Self {
            client: self.client.detached(),
            ..self
        }
    }

    pub(crate) async fn fetch<T: Send>(
        &self,
        request: &Request<'_>,
        decode: Decode<T>,
        limit: usize,
    ) -> Result<Vec<T>> {
        let started = Instant::now();
        let outcome = statement::fetch(&self.client, self.prepare, request, decode, limit).await;
        self.counters.statement(request.sql, started.elapsed());
        outcome
    }

    pub(crate) async fn fetch_first<T: Send>(&self, request: &Request<'_>, decode: Decode<T>) -> Result<Option<T>> {
        Ok(self.fetch(request, decode, 1).await?.pop())
    }

    pub(crate) async fn execute(&self, request: &Request<'_>) -> Result<u64> {
        let started = Instant::now();
        let outcome = statement::execute(&self.client, self.prepare, request).await;
        self.counters.statement(request.sql, started.elapsed());
        outcome
    }

    pub(crate) async fn batch(&self, sql: &str) -> Result<()> {
        let started = Instant::now();
        let outcome = self.client.batch_execute(sql).await;
        self.counters.statement(sql, started.elapsed());
        outcome.map_err(|error| error::translate(error, &Request::raw(sql, &[])))
    }

    pub(crate) async fn fetch_each<T: Send>(
        &self,
        request: &Request<'_>,
        columns: &[usize],
        rows: &[Vec<Datum<'static>>],
        decode: Option<Decode<T>>,
    ) -> Result<(u64, Vec<T>)> {
        let mut count = 0;
        let mut found = Vec::new();
        for parameters in rows {
            debug_assert!(columns.len() <= parameters.len());
            let request = Request { parameters, ..*request };
            match decode {
                None => count += self.execute(&request).await?,
                Some(decode) => {
                    let row = self.fetch_first(&request, decode).await?;
                    count += u64::from(row.is_some());
                    found.extend(row);
                }
            }
        }
        Ok((count, found))
    }

    /// Undoes what a transaction that was dropped has done, on a task of its own; without a runtime to spawn it on, the
    /// connection is closed, which undoes it too.
    pub(crate) fn abandon(self) {
        let Ok(runtime) = tokio::runtime::Handle::try_current() else {
            drop(self.client.detached());
            return;
        };
        runtime.spawn(async move {
            if self.client.batch_execute("ROLLBACK").await.is_err() {
                drop(self.client.detached());
            }
        });
    }
}
