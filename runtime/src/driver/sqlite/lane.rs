//! A few connections of one kind, lent one at a time.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rusqlite::Connection;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::open;
use super::url::Location;
use super::watch::Watch;
use crate::db::{Counters, Options, Statistics};
use crate::driver::request::Request;
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
    /// How many wait for a connection.
    waiting: AtomicUsize,
}

/// One who waits, until it is dropped.
struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    fn in_line(waiting: &'a AtomicUsize) -> Self {
        waiting.fetch_add(1, Ordering::Relaxed);
        Self(waiting)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
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
            waiting: AtomicUsize::new(0),
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
            watch: Mutex::new(None),
            changed: AtomicBool::new(false),
            _permit: permit,
        })
    }

    async fn wait(&self) -> Result<OwnedSemaphorePermit> {
        let _waiting = Waiting::in_line(&self.waiting);
        let permit = Arc::clone(&self.permits).acquire_owned();
        match tokio::time::timeout(self.acquire_timeout, permit).await {
            Ok(Ok(permit)) => Ok(permit),
            Ok(Err(_)) => Err(Error::Connection {
                reason: "the database was closed".to_owned(),
                source: None,
            }),
            Err(_) => {
                self.counters.timeout();
                Err(Error::Timeout {
                    what: "waiting for a free connection",
                    after: Some(self.acquire_timeout),
                })
            }
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
        statistics.waiting += self.waiting.load(Ordering::Relaxed);
    }

    fn idle(&self) -> MutexGuard<'_, Vec<(Connection, Instant)>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection that is lent; dropping it gives it back.
pub(crate) struct Lease {
    connection: Mutex<Option<Connection>>,
    lane: Arc<Lane>,
    /// Interrupts what runs when the time of a transaction is over.
    watch: Mutex<Option<Watch>>,
    /// Whether settings were changed that the next user must not find.
    changed: AtomicBool,
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

    /// Lets nothing run longer than until the deadline, nor wait longer for a lock.
    pub(crate) fn stop_at(&self, deadline: Instant) -> Result<()> {
        self.changed.store(true, Ordering::Release);
        let left = deadline.saturating_duration_since(Instant::now());
        let watch = self.with(|connection| {
            connection
                .busy_timeout(left.min(self.lane.location.busy_timeout))
                .map_err(cannot_set_up)?;
            Watch::until(deadline, connection.get_interrupt_handle()).map_err(cannot_set_up)
        })?;
        *self.watch.lock().unwrap_or_else(PoisonError::into_inner) = Some(watch);
        Ok(())
    }

    /// Refuses statements that write.
    pub(crate) fn only_read(&self) -> Result<()> {
        self.changed.store(true, Ordering::Release);
        self.with(|connection| {
            connection
                .pragma_update(None, "query_only", true)
                .map_err(cannot_set_up)
        })
    }

    /// Takes settings back that were made for one user; whether it could.
    fn is_reset(&mut self, connection: &Connection) -> bool {
        *self.watch.get_mut().unwrap_or_else(PoisonError::into_inner) = None;
        !*self.changed.get_mut()
            || (connection.pragma_update(None, "query_only", false).is_ok()
                && connection.busy_timeout(self.lane.location.busy_timeout).is_ok())
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

    /// Counts a statement and tells of it.
    pub(crate) fn finish(&self, request: &Request<'_>, started: Instant, outcome: Result<u64, &Error>) {
        self.lane.counters.statement(request, started.elapsed(), outcome);
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        let connection = self.connection.get_mut().unwrap_or_else(PoisonError::into_inner).take();
        // A connection inside a transaction would surprise its next user; a closed lane keeps none.
        if let Some(connection) = connection
            && connection.is_autocommit()
            && self.is_reset(&connection)
            && !self.lane.permits.is_closed()
        {
            self.lane.give_back(connection);
        }
    }
}

fn cannot_set_up(error: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::Connection {
        reason: format!("a SQLite connection cannot be set up: {error}"),
        source: Some(Box::new(error)),
    }
}
