//! PostgreSQL, by tokio-postgres, pooled by deadpool.

mod connect;
mod decode;
mod encode;
mod error;
mod lent;
mod row_security;
mod statement;
mod tls;
mod url;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use deadpool_postgres::{Pool, PoolError, TimeoutType};
use tokio_postgres_rustls::MakeRustlsConnect;

pub(crate) use decode::{read, read_array};

use self::lent::Lent;
use self::row_security::RowSecurity;

use crate::db::{Counters, Isolation, Options, Statistics, TransactionOptions};
use crate::driver::request::{Decode, Request, RowsOf};
use crate::error::{Error, Result};
use crate::value::Datum;

/// A PostgreSQL database: a pool of connections.
#[derive(Debug)]
pub(crate) struct Database {
    pool: Pool,
    /// Encrypts requests to cancel as it does connections.
    connector: Connector,
    counters: Arc<Counters>,
    prepare: bool,
    acquire_timeout: Duration,
}

impl Database {
    pub(crate) async fn connect(url: &str, mut options: Options) -> Result<Self> {
        let target = url::Target::parse(url, &mut options)?;
        let connector = tls::connector(&target)?;
        let pool = connect::pool(target, connector.clone(), &options)?;
        let database = Self {
            pool,
            connector: Connector(connector),
            counters: Arc::new(Counters::new("postgresql", &options)),
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
            client: Lent::new(client, self.connector.0.clone()),
            unread: AtomicBool::new(false),
            row_security: RowSecurity::default(),
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
            PoolError::Timeout(TimeoutType::Wait) => {
                self.counters.timeout();
                Error::Timeout {
                    what: "waiting for a free connection",
                    after: Some(self.acquire_timeout),
                }
            }
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
        statistics.waiting = status.waiting;
        statistics
    }

    pub(crate) fn close(&self) {
        self.pool.close();
    }
}

/// Which says nothing in `Debug`: it holds certificates and nothing to read.
struct Connector(MakeRustlsConnect);

impl std::fmt::Debug for Connector {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Connector")
    }
}

fn begin(options: &TransactionOptions) -> String {
    let mut begin = "BEGIN".to_owned();
    begin.push_str(match options.isolation {
        None => "",
        Some(Isolation::ReadCommitted) => " ISOLATION LEVEL READ COMMITTED",
        Some(Isolation::RepeatableRead) => " ISOLATION LEVEL REPEATABLE READ",
        Some(Isolation::Serializable) => " ISOLATION LEVEL SERIALIZABLE",
    });
    if options.read_only {
        begin.push_str(" READ ONLY");
    }
    begin
}

/// A connection that is lent, or that has left the pool.
pub(crate) struct Connection {
    client: Lent,
    /// Whether rows were left unread, and with them perhaps an error that came after.
    unread: AtomicBool,
    row_security: RowSecurity,
    counters: Arc<Counters>,
    prepare: bool,
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
        let running = self.client.running();
        let (client, prepare) = (&self.client, self.prepare);
        let fetch = |alone| statement::fetch(client, prepare, request, decode, limit, alone);
        let outcome = self.row_security.run(client, prepare, request, fetch).await;
        running.ended();
        let rows = outcome.as_ref().map(|rows| rows.len() as u64);
        self.counters.statement(request, started.elapsed(), rows);
        if outcome.as_ref().is_ok_and(|rows| rows.len() == limit) {
            self.unread.store(true, Ordering::Release);
        }
        outcome
    }

    pub(crate) async fn fetch_first<T: Send>(&self, request: &Request<'_>, decode: Decode<T>) -> Result<Option<T>> {
        Ok(self.fetch(request, decode, 1).await?.pop())
    }

    pub(crate) async fn execute(&self, request: &Request<'_>) -> Result<u64> {
        let started = Instant::now();
        let running = self.client.running();
        let (client, prepare) = (&self.client, self.prepare);
        let execute = |alone| statement::execute(client, prepare, request, alone);
        let outcome = self.row_security.run(client, prepare, request, execute).await;
        running.ended();
        self.counters
            .statement(request, started.elapsed(), outcome.as_ref().copied());
        outcome
    }

    /// Statements of the user's own.
    pub(crate) async fn batch(&self, sql: &str) -> Result<()> {
        self.send(&Request::raw(sql, &[])).await
    }

    /// A statement about the transaction itself.
    async fn control(&self, sql: &str) -> Result<()> {
        let request = Request {
            rows_of: RowsOf::Unasked,
            ..Request::raw(sql, &[])
        };
        self.send(&request).await
    }

    async fn send(&self, request: &Request<'_>) -> Result<()> {
        let started = Instant::now();
        let running = self.client.running();
        let client = &self.client;
        let send = |_| async move {
            let sent = client.batch_execute(request.sql).await;
            sent.map_err(|error| error::translate(error, request))
        };
        // Several statements cannot be prepared.
        let outcome = self.row_security.run(client, false, request, send).await;
        running.ended();
        self.counters
            .statement(request, started.elapsed(), outcome.as_ref().map(|()| 0));
        outcome
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

    pub(crate) async fn begin(&self, options: &TransactionOptions) -> Result<()> {
        self.control(&begin(options)).await?;
        self.row_security.begins();
        Ok(())
    }

    /// Commits a transaction; where an error has broken it that nobody read, the server would answer COMMIT with ROLLBACK and
    /// not call it an error, so that it is asked for one first.
    pub(crate) async fn commit(&self) -> Result<()> {
        let unread = self.unread.load(Ordering::Acquire);
        self.row_security.ends();
        self.control(if unread { "SELECT 1; COMMIT" } else { "COMMIT" }).await
    }

    /// A statement about a savepoint; `undoes` where it takes back what was done since.
    pub(crate) async fn savepoint(&self, sql: &str, undoes: bool) -> Result<()> {
        if undoes {
            self.row_security.is_undone();
        }
        self.control(sql).await
    }

    /// Undoes a transaction. Where a statement of it was dropped before it ended, that one is not waited for.
    pub(crate) async fn rollback(&self, interrupted: bool) -> Result<()> {
        if interrupted {
            self.client.undo().await;
            return Ok(());
        }
        self.row_security.ends();
        let outcome = self.control("ROLLBACK").await;
        if outcome.is_err() {
            self.client.discard();
        }
        outcome
    }

    /// Closes the connection when it comes back, which undoes what is open on it.
    pub(crate) fn discard(&self) {
        self.client.discard();
    }
}
