//! SQLite, by rusqlite. Statements run on the calling thread: handing them to another costs more than most of them.

mod error;
mod lane;
mod open;
mod statement;
mod url;
mod watch;

use std::sync::Arc;
use std::time::Instant;

pub(crate) use lane::Lease;
pub(crate) use statement::read;

use self::lane::Lane;
use self::url::Location;
use crate::db::{Counters, Options, Statistics, TransactionOptions};
use crate::driver::request::{Decode, Request};
use crate::error::Result;

/// A SQLite database: one connection that writes, several that read. In memory they are one and the same.
#[derive(Debug)]
pub(crate) struct Database {
    writer: Arc<Lane>,
    readers: Arc<Lane>,
    counters: Arc<Counters>,
}

impl Database {
    pub(crate) fn connect(url: &str, mut options: Options) -> Result<Self> {
        let location = Location::parse(url, &mut options)?;
        let counters = Arc::new(Counters::new("sqlite", &options));
        let writer = Lane::new(location.clone(), 1, false, &options, &counters);
        // Opening one at once shows a wrong path here and not at the first statement.
        writer.open_first()?;
        let readers = if location.in_memory() {
            Arc::clone(&writer)
        } else {
            Lane::new(location, options.max.max(1), true, &options, &counters)
        };
        Ok(Self {
            writer,
            readers,
            counters,
        })
    }

    pub(crate) async fn write_lease(&self) -> Result<Lease> {
        self.writer.lease().await
    }

    pub(crate) async fn read_lease(&self) -> Result<Lease> {
        self.readers.lease().await
    }

    async fn lease_for(&self, request: &Request<'_>) -> Result<Lease> {
        let lane = if request.writes { &self.writer } else { &self.readers };
        lane.lease().await
    }

    pub(crate) async fn fetch<T>(&self, request: &Request<'_>, decode: Decode<T>, limit: usize) -> Result<Vec<T>> {
        self.lease_for(request).await?.fetch(request, decode, limit)
    }

    pub(crate) async fn fetch_first<T>(&self, request: &Request<'_>, decode: Decode<T>) -> Result<Option<T>> {
        self.lease_for(request).await?.fetch_first(request, decode)
    }

    pub(crate) async fn execute(&self, request: &Request<'_>) -> Result<u64> {
        self.lease_for(request).await?.execute(request)
    }

    pub(crate) async fn batch(&self, sql: &str) -> Result<()> {
        self.writer.lease().await?.batch(sql)
    }

    pub(crate) fn statistics(&self) -> Statistics {
        let mut statistics = self.counters.statistics();
        self.writer.add_to(&mut statistics);
        if !Arc::ptr_eq(&self.writer, &self.readers) {
            self.readers.add_to(&mut statistics);
        }
        statistics
    }

    pub(crate) fn close(&self) {
        self.writer.close();
        self.readers.close();
    }
}

impl Lease {
    pub(crate) fn fetch<T>(&self, request: &Request<'_>, decode: Decode<T>, limit: usize) -> Result<Vec<T>> {
        let started = Instant::now();
        let outcome = self.with(|connection| statement::fetch(connection, request, decode, limit));
        self.finish(request, started, outcome.as_ref().map(|rows| rows.len() as u64));
        outcome
    }

    pub(crate) fn fetch_first<T>(&self, request: &Request<'_>, decode: Decode<T>) -> Result<Option<T>> {
        let started = Instant::now();
        let outcome = self.with(|connection| statement::fetch_first(connection, request, decode));
        self.finish(request, started, outcome.as_ref().map(|row| u64::from(row.is_some())));
        outcome
    }

    pub(crate) fn execute(&self, request: &Request<'_>) -> Result<u64> {
        let started = Instant::now();
        let outcome = self.with(|connection| statement::execute(connection, request));
        self.finish(request, started, outcome.as_ref().copied());
        outcome
    }

    pub(crate) fn fetch_each<T>(
        &self,
        request: &Request<'_>,
        columns: &[usize],
        rows: &[Vec<crate::value::Datum<'static>>],
        decode: Option<Decode<T>>,
    ) -> Result<(u64, Vec<T>)> {
        let started = Instant::now();
        let outcome = self.with(|connection| statement::fetch_each(connection, request, columns, rows, decode));
        // It is one event, which tells of the first row.
        let parameters = rows.first().map_or(&[][..], Vec::as_slice);
        self.finish(
            &Request { parameters, ..*request },
            started,
            outcome.as_ref().map(|(count, _)| *count),
        );
        outcome
    }

    pub(crate) fn batch(&self, sql: &str) -> Result<()> {
        let started = Instant::now();
        let outcome = self.with(|connection| {
            connection
                .execute_batch(sql)
                .map_err(|error| error::translate(error, &Request::raw(sql, &[]), connection))
        });
        self.finish(&Request::raw(sql, &[]), started, outcome.as_ref().map(|()| 0));
        outcome
    }

    /// Begins a transaction. One that will write takes the lock at its start: a reader that turns into a writer can fail at
    /// once, without the busy timeout (<https://www.sqlite.org/lang_transaction.html>, section 2.2).
    pub(crate) fn begin(&self, options: &TransactionOptions, deadline: Option<Instant>) -> Result<()> {
        if let Some(deadline) = deadline {
            self.stop_at(deadline)?;
        }
        if options.read_only {
            self.only_read()?;
            return self.batch("BEGIN");
        }
        self.batch("BEGIN IMMEDIATE")
    }

    /// Undoes what a transaction that was dropped has done.
    pub(crate) fn abandon(&self) {
        // A failure leaves the connection inside a transaction; the lane throws such a connection away.
        if let Err(error) = self.with(|connection| {
            connection
                .execute_batch("ROLLBACK")
                .map_err(|error| error::translate(error, &Request::raw("ROLLBACK", &[]), connection))
        }) {
            tracing::debug!(%error, "a dropped transaction was not open any more");
        }
    }
}
