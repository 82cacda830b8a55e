//! A few connections of one kind, lent one at a time.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rusqlite::Connection;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::open;
use super::url::Location;
use crate::db::{Counters, Options, Statistics};
use crate::error::{Error, Result};

/// Connections that are lent.
#[derive(Debug)]
pub(crate) struct Lane {
    permits: Arc<Semaphore>,
    /// Those that nobody uses, with when they came back; the last one is lent first.
    idle: Mutex<Vec<(Connection, Instant)>>,
    max: usize,
    location: Location,
    read_only: bool,
    acquire_timeout: Duration,
    idle_timeout: Option<Duration>,
    counters: Arc<Counters>,
}

impl Lane {
    pub(crate) fn new(
        location: Location,
        max: usize,
        read_only: bool,
        options: &Options,
        counters: &Arc<Counters>,
    ) -> Arc<Self> {
        Arc::new(Self {
            permits: Arc::new(Semaphore::new(max)),
            idle: Mutex::new(Vec::with_capacity(max)),
            max,
            location,
            read_only,
            acquire_timeout: options.acquire_timeout,
            idle_timeout: options.idle_timeout,
            counters: Arc::clone(counters),
        })
    }

    /// Opens a connection and keeps it.
    pub(crate) fn open_first(&self) -> Result<()> {
        let connection = open::open(&self.location, self.read_only)?;
        self.idle().push((connection, Instant::now()));
        Ok(())
    }

    /// Takes a connection back. Others that nobody needed for long are closed; a database in memory lives in the last.
    fn give_back(&self, connection: Connection) {
        let now = Instant::now();
        let mut idle = self.idle();
        if let Some(timeout) = self.idle_timeout {
            idle.retain(|(_, since)| now.duration_since(*since) < timeout);
        }
        idle.push((connection, now));
    }

    /// A connection, as soon as one is free.
    pub(crate) async fn lease(self: &Arc<Self>) -> Result<Lease> {
        let permit = match Arc::clone(&self.permits).try_acquire_owned() {
            Ok(permit) => permit,
            Err(_) => self.wait().await?,
        };
        let kept = self.idle().pop();
        let connection = match kept {
            Some((connection, _)) => connection,
            None => open::open(&self.location, self.read_only)?,
        };
        Ok(Lease {
            connection: Mutex::new(Some(connection)),
            lane: Arc::clone(self),
            _permit: permit,
        })
    }

    async fn wait(&self) -> Result<OwnedSemaphorePermit> {
        let permit = Arc::clone(&self.permits).acquire_owned();
        match tokio::time::timeout(self.acquire_timeout, permit).await {
            Ok(Ok(permit)) => Ok(permit),
            Ok(Err(_)) => Err(Error::Connection {
                reason: "the database was closed".to_owned(),
                source: None,
            }),
            Err(_) => Err(Error::Timeout {
                what: "waiting for a free connection",
                after: Some(self.acquire_timeout),
            }),
        }
    }

    /// Lends nothing any more, and closes what is not lent.
    pub(crate) fn close(&self) {
        self.permits.close();
        self.idle().clear();
    }

    pub(crate) fn add_to(&self, statistics: &mut Statistics) {
        let idle = self.idle().len();
        let lent = self.max - self.permits.available_permits().min(self.max);
        statistics.idle += idle;
        statistics.connections += idle + lent;
        statistics.max += self.max;
    }

    fn idle(&self) -> MutexGuard<'_, Vec<(Connection, Instant)>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection that is lent; dropping it gives it back.
pub(crate) struct Lease {
    connection: Mutex<Option<Connection>>,
    lane: Arc<Lane>,
    _permit: OwnedSemaphorePermit,
}

impl Lease {
    /// Does something with the connection, on this thread.
    pub(crate) fn with<T>(&self, action: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let guard = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        match guard.as_ref() {
            Some(connection) => action(connection),
            None => Err(Error::TransactionEnded),
        }
    }

    /// Puts the connection back into the state in which it was lent, whatever was done to it: a file is opened anew for
    /// the next user; a database in memory, which would be gone then, is rolled back and set up again.
    pub(crate) fn renew(&self) {
        let mut connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = connection.take().filter(|_| self.lane.location.in_memory());
        *connection = kept.filter(|connection| {
            let rolled_back = connection.is_autocommit() || connection.execute_batch("ROLLBACK").is_ok();
            rolled_back && open::set_up(connection, &self.lane.location, false).is_ok()
        });
    }

    /// Counts a statement, and logs it where it was slow.
    pub(crate) fn finish(&self, sql: &str, started: Instant) {
        self.lane.counters.statement(sql, started.elapsed());
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        let connection = self.connection.get_mut().unwrap_or_else(PoisonError::into_inner).take();
        // A connection inside a transaction would surprise its next user; a closed lane keeps none.
        if let Some(connection) = connection
            && connection.is_autocommit()
            && !self.lane.permits.is_closed()
        {
            self.lane.give_back(connection);
        }
    }
}
