//! A transaction that is open: what may run on it, and what becomes of its connection.

#[cfg(debug_assertions)]
use std::sync::atomic::AtomicU64;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::{TransactionOptions, out_of_time};
use crate::db::Db;
use crate::driver::{Connection, Decode, Dialect, Request, Syntax};
use crate::error::{Error, Result};
use crate::value::Datum;

/// A transaction, or a savepoint within one. Cheap to clone; every clone is the same transaction.
///
/// It ends with the closure it was given to; later statements on it are [`Error::TransactionEnded`].
#[derive(Debug, Clone)]
pub struct Tx {
    pub(super) open: Arc<Open>,
    pub(super) level: Arc<Level>,
}

/// What a transaction and its savepoints share.
#[derive(Debug)]
pub(super) struct Open {
    /// Taken when the transaction ends, so that a clone that outlives it keeps no connection from others.
    connection: Mutex<Option<Arc<Connection>>>,
    syntax: &'static Syntax,
    /// When its time is over, and how long that was.
    deadline: Option<(Instant, Option<Duration>)>,
    /// Whether something was dropped in the middle, so that nobody knows how much of it the database has done.
    broken: AtomicBool,
    /// Which one it is among all.
    #[cfg(debug_assertions)]
    number: u64,
    pub(super) savepoints: AtomicU32,
}

/// One level: the transaction, or a savepoint.
#[derive(Debug, Default)]
pub(super) struct Level(AtomicU8);

/// It has ended.
const ENDED: u8 = 1;
/// The database refused a statement.
const FAILED: u8 = 2;
/// A savepoint is open within it.
const NESTED: u8 = 4;

impl Level {
    fn has(&self, flag: u8) -> bool {
        self.0.load(Ordering::Acquire) & flag != 0
    }

    pub(super) fn end(&self) {
        self.0.fetch_or(ENDED, Ordering::AcqRel);
    }

    pub(super) fn fail(&self) {
        self.0.fetch_or(FAILED, Ordering::AcqRel);
    }

    pub(super) fn has_failed(&self) -> bool {
        self.has(FAILED)
    }

    /// Says that a savepoint opens within it, unless one is open.
    pub(super) fn nest(&self) -> Result<()> {
        if self.0.fetch_or(NESTED, Ordering::AcqRel) & NESTED == 0 {
            Ok(())
        } else {
            Err(Error::SavepointOpen)
        }
    }

    pub(super) fn unnest(&self) {
        self.0.fetch_and(!NESTED, Ordering::AcqRel);
    }
}

impl Open {
    pub(super) fn connection(&self) -> Result<Arc<Connection>> {
        let connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        connection.clone().ok_or(Error::TransactionEnded)
    }

    fn close(&self) -> Option<Arc<Connection>> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// From here on the transaction can only be undone.
    pub(super) fn break_off(&self) {
        self.broken.store(true, Ordering::Release);
    }

    pub(super) fn is_broken(&self) -> bool {
        self.broken.load(Ordering::Acquire)
    }

    fn in_time(&self) -> Result<()> {
        match self.deadline {
            Some((deadline, after)) if Instant::now() >= deadline => Err(out_of_time(after)),
            _ => Ok(()),
        }
    }
}

impl Tx {
    pub(crate) fn syntax(&self) -> &'static Syntax {
        self.open.syntax
    }

    /// Which database it is.
    pub fn dialect(&self) -> Dialect {
        self.syntax().dialect
    }

    #[cfg(debug_assertions)]
    pub(crate) fn number(&self) -> u64 {
        self.open.number
    }

    /// Whether statements may run at this level.
    pub(super) fn ready(&self) -> Result<()> {
        if self.level.has(ENDED) {
            return Err(Error::TransactionEnded);
        }
        if self.level.has(NESTED) {
            return Err(Error::SavepointOpen);
        }
        if self.level.has_failed() || self.open.is_broken() {
            return Err(aborted(&self.open));
        }
        self.open.in_time()
    }

    /// A statement that is about to run.
    pub(crate) fn statement(&self) -> Result<Statement<'_>> {
        self.ready()?;
        Ok(Statement {
            tx: self,
            connection: self.open.connection()?,
            ended: false,
        })
    }
}

#[cfg(debug_assertions)]
fn next_number() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

fn aborted(open: &Open) -> Error {
    Error::TransactionAborted {
        reason: if open.is_broken() {
            "something in it was dropped before it ended"
        } else {
            "the database refused a statement before"
        },
    }
}

/// A statement on a transaction. Where it fails, so has the transaction; where it is dropped before its end, nobody knows
/// whether it ran, so the transaction can only be undone.
pub(crate) struct Statement<'a> {
    tx: &'a Tx,
    connection: Arc<Connection>,
    ended: bool,
}

impl Drop for Statement<'_> {
    fn drop(&mut self) {
        if !self.ended {
            self.tx.open.break_off();
        }
    }
}

impl Statement<'_> {
    fn end<T>(mut self, outcome: Result<T>) -> Result<T> {
        self.ended = true;
        if let Err(error) = &outcome
            && error.is_of_the_database()
        {
            self.tx.level.fail();
        }
        outcome
    }

    pub(crate) async fn fetch<T: Send>(self, request: &Request<'_>, decode: Decode<T>, limit: usize) -> Result<Vec<T>> {
        let outcome = self.connection.fetch(request, decode, limit).await;
        self.end(outcome)
    }

    pub(crate) async fn fetch_first<T: Send>(self, request: &Request<'_>, decode: Decode<T>) -> Result<Option<T>> {
        let outcome = self.connection.fetch_first(request, decode).await;
        self.end(outcome)
    }

    pub(crate) async fn execute(self, request: &Request<'_>) -> Result<u64> {
        let outcome = self.connection.execute(request).await;
        self.end(outcome)
    }

    pub(crate) async fn batch(self, sql: &str) -> Result<()> {
        let outcome = self.connection.batch(sql).await;
        self.end(outcome)
    }

    pub(crate) async fn fetch_each<T: Send>(
        self,
        request: &Request<'_>,
        columns: &[usize],
        rows: &[Vec<Datum<'static>>],
        decode: Option<Decode<T>>,
    ) -> Result<(u64, Vec<T>)> {
        let outcome = self.connection.fetch_each(request, columns, rows, decode).await;
        self.end(outcome)
    }
}

/// The outermost level, held by whoever began it; dropped before its end, it is undone.
pub(super) struct Root {
    tx: Tx,
}

impl Drop for Root {
    fn drop(&mut self) {
        self.tx.level.end();
        if let Some(connection) = self.tx.open.close() {
            Connection::abandon(&connection);
        }
    }
}

impl Root {
    pub(super) async fn begin(db: &Db, options: &TransactionOptions, deadline: Option<Instant>) -> Result<Self> {
        let connection = Arc::new(db.database().connection(options).await?);
        // Made before BEGIN is sent, so that a future dropped in between still rolls back.
        let root = Self {
            tx: Tx {
                open: Arc::new(Open {
                    connection: Mutex::new(Some(Arc::clone(&connection))),
                    syntax: db.syntax(),
                    deadline: deadline.map(|deadline| (deadline, options.timeout)),
                    broken: AtomicBool::new(false),
                    #[cfg(debug_assertions)]
                    number: next_number(),
                    savepoints: AtomicU32::new(0),
                }),
                level: Arc::default(),
            },
        };
        if let Err(error) = connection.begin(options, deadline).await {
            // There is nothing to undo.
            root.tx.open.close();
            return Err(error);
        }
        Ok(root)
    }

    pub(super) fn tx(&self) -> Tx {
        self.tx.clone()
    }

    pub(super) async fn end<T>(self, outcome: Result<T>) -> Result<T> {
        // Whatever still holds a clone can begin nothing from here on.
        let ready = self.tx.ready();
        self.tx.level.end();
        let connection = self.tx.open.connection()?;
        let outcome = match (outcome, ready) {
            (Ok(value), Ok(())) => match connection.commit().await {
                Ok(()) => {
                    self.tx.open.close();
                    return Ok(value);
                }
                // SQLite keeps a transaction open whose COMMIT failed; PostgreSQL has ended it, and only warns.
                Err(error) => Err(error),
            },
            (Ok(_), Err(error)) | (Err(error), _) => Err(error),
        };
        if let Err(failure) = connection.rollback(self.tx.open.is_broken()).await {
            tracing::debug!(%failure, "a transaction that failed had ended already");
        }
        self.tx.open.close();
        outcome
    }
}
