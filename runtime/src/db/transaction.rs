//! Transactions: begun, ended, nested as savepoints, run again where the data changed in between.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use super::Db;
use crate::driver::{Connection, Dialect, Syntax};
use crate::error::{Error, Result};

/// A transaction, or a savepoint within one. Cheap to clone; every clone is the same transaction.
///
/// It ends with the closure it was given to; later statements on it are [`Error::TransactionEnded`].
#[derive(Debug, Clone)]
pub struct Tx {
    open: Arc<Open>,
    /// Whether this transaction or savepoint has ended.
    ended: Arc<AtomicBool>,
}

#[derive(Debug)]
struct Open {
    /// Taken only when the last clone is dropped.
    connection: Option<Connection>,
    syntax: &'static Syntax,
    ended: Arc<AtomicBool>,
    savepoints: AtomicU32,
}

impl Drop for Open {
    fn drop(&mut self) {
        if !self.ended.load(Ordering::Acquire)
            && let Some(connection) = self.connection.take()
        {
            connection.abandon();
        }
    }
}

impl Tx {
    async fn begin(db: &Db, options: &TransactionOptions) -> Result<Self> {
        let connection = db.database().connection(options).await?;
        let ended = Arc::new(AtomicBool::new(false));
        // Made before BEGIN is sent, so that a future dropped in between still rolls back.
        let tx = Self {
            open: Arc::new(Open {
                connection: Some(connection),
                syntax: db.syntax(),
                ended: Arc::clone(&ended),
                savepoints: AtomicU32::new(0),
            }),
            ended,
        };
        if let Err(error) = tx.connection()?.begin(options).await {
            tx.ended.store(true, Ordering::Release);
            return Err(error);
        }
        Ok(tx)
    }

    pub(crate) fn connection(&self) -> Result<&Connection> {
        if self.ended.load(Ordering::Acquire) || self.open.ended.load(Ordering::Acquire) {
            return Err(Error::TransactionEnded);
        }
        self.open.connection.as_ref().ok_or(Error::TransactionEnded)
    }

    pub(crate) fn syntax(&self) -> &'static Syntax {
        self.open.syntax
    }

    /// Which database it is.
    pub fn dialect(&self) -> Dialect {
        self.syntax().dialect
    }

    async fn commit(&self) -> Result<()> {
        let outcome = self.connection()?.batch("COMMIT").await;
        if outcome.is_err() {
            // SQLite keeps a transaction open whose COMMIT failed; PostgreSQL has ended it, and only warns.
            if let Err(failure) = self.rollback().await {
                tracing::debug!(%failure, "a transaction that could not be committed had ended already");
            }
            return outcome;
        }
        self.ended.store(true, Ordering::Release);
        outcome
    }

    async fn rollback(&self) -> Result<()> {
        self.connection()?.batch("ROLLBACK").await?;
        self.ended.store(true, Ordering::Release);
        Ok(())
    }

    /// Runs `work` in a savepoint: what it did is undone where it fails, and the transaction goes on.
    ///
    /// # Errors
    ///
    /// What `work` answers, or what the database says of the savepoint.
    pub async fn transaction<T>(&self, work: impl AsyncFnOnce(Tx) -> Result<T>) -> Result<T> {
        let number = self.open.savepoints.fetch_add(1, Ordering::Relaxed);
        let name = format!("tablesmith_{number}");
        let nested = Self {
            open: Arc::clone(&self.open),
            ended: Arc::new(AtomicBool::new(false)),
        };
        self.connection()?.batch(&format!("SAVEPOINT {name}")).await?;
        let outcome = work(nested.clone()).await;
        nested.ended.store(true, Ordering::Release);
        let end = if outcome.is_ok() {
            format!("RELEASE SAVEPOINT {name}")
        } else {
            format!("ROLLBACK TO SAVEPOINT {name}; RELEASE SAVEPOINT {name}")
        };
        let ended = self.connection()?.batch(&end).await;
        match outcome {
            Ok(value) => ended.map(|()| value),
            // The first failure says more than what comes of it.
            Err(error) => Err(error),
        }
    }
}

/// How a transaction is run.
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct TransactionOptions {
    pub(crate) attempts: u32,
    pub(crate) serializable: bool,
    pub(crate) read_only: bool,
}

/// Runs a transaction again, up to so many times, where it failed only because of another one.
pub fn retry(times: u32) -> TransactionOptions {
    TransactionOptions {
        attempts: times,
        ..TransactionOptions::default()
    }
}

impl TransactionOptions {
    /// As if there were no other transaction at the time. SQLite's transactions always are; on PostgreSQL they may then
    /// fail with [`Error::Stale`] and should be [retried](retry).
    pub fn serializable(mut self) -> Self {
        self.serializable = true;
        self
    }

    /// Writes nothing: a statement that would is refused (but for a SQLite database in memory). On a SQLite file, others
    /// can write meanwhile.
    pub fn read_only(mut self) -> Self {
        self.read_only = true;
        self
    }
}

impl Db {
    /// Runs `work` in a transaction: committed where it answers `Ok`, undone where it answers an error, or where its
    /// future is dropped.
    ///
    /// An application leaves with an error of its own by [`Error::other`].
    ///
    /// ```
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// # let db = tablesmith::Db::connect("sqlite::memory:").await?;
    /// # db.batch("create table account (id integer primary key, balance integer not null)").await?;
    /// db.transaction(async |tx| {
    ///     tx.execute("insert into account (balance) values (?1)", &[tablesmith::Datum::Integer(100)]).await?;
    ///     Ok(())
    /// })
    /// .await?;
    /// # Ok::<(), tablesmith::Error>(()) }).unwrap();
    /// ```
    ///
    /// # Errors
    ///
    /// What `work` answers, or what the database says at BEGIN or COMMIT.
    pub async fn transaction<T>(&self, work: impl AsyncFnOnce(Tx) -> Result<T>) -> Result<T> {
        let tx = Tx::begin(self, &TransactionOptions::default()).await?;
        let outcome = work(tx.clone()).await;
        tx.end(outcome).await
    }

    /// Runs `work` in a transaction as the options say, again where they allow it.
    ///
    /// # Errors
    ///
    /// What `work` answered last, or what the database says at BEGIN or COMMIT.
    pub async fn transaction_with<T, F>(&self, options: TransactionOptions, work: impl Fn(Tx) -> F) -> Result<T>
    where
        F: Future<Output = Result<T>>,
    {
        let mut attempt = 0;
        loop {
            let tx = Tx::begin(self, &options).await?;
            let outcome = work(tx.clone()).await;
            match tx.end(outcome).await {
                Err(error) if error.is_transient() && attempt < options.attempts => {
                    attempt += 1;
                    tokio::time::sleep(pause(attempt)).await;
                }
                outcome => return outcome,
            }
        }
    }
}

impl Tx {
    async fn end<T>(self, outcome: Result<T>) -> Result<T> {
        match outcome {
            Ok(value) => self.commit().await.map(|()| value),
            Err(error) => {
                if let Err(failure) = self.rollback().await {
                    tracing::debug!(%failure, "a transaction that failed could not be rolled back either");
                }
                Err(error)
            }
        }
    }
}

/// Twice as long each time, and not the same for two that met: part of it is random.
fn pause(attempt: u32) -> Duration {
    let longest = 5_u64 << attempt.min(7);
    let random = uuid::Uuid::new_v4().as_u64_pair().0;
    Duration::from_millis(longest / 2 + random % (longest / 2 + 1))
}
