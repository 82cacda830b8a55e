//! Transactions: begun, ended, nested as savepoints, run again where the data changed in between.

mod options;
mod savepoint;
mod tx;

use std::future::Future;
use std::time::{Duration, Instant};

pub use options::{Isolation, TransactionOptions, retry};
pub use tx::Tx;

use self::tx::Root;
use super::Db;
use crate::error::{Error, Result};

impl Db {
    /// Runs `work` in a transaction: committed where it answers `Ok`, undone where it answers an error, or where its
    /// future is dropped (a statement that runs then is cancelled).
    ///
    /// A statement that the database refuses breaks the transaction, on SQLite as on PostgreSQL: later ones are
    /// [`Error::TransactionAborted`], and it is not committed. What may fail stands in a savepoint: [`Tx::transaction`]. An
    /// application leaves with an error of its own by [`Error::other`].
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
        let root = Root::begin(self, &TransactionOptions::default(), None).await?;
        let outcome = work(root.tx()).await;
        root.end(outcome).await
    }

    /// Runs `work` in a transaction as the options say, again where they allow it: isolation, reading only, deadline,
    /// attempts.
    ///
    /// ```
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// # use std::time::Duration;
    /// # let db = tablesmith::Db::connect("sqlite::memory:").await?;
    /// # db.batch("create table account (id integer primary key, balance integer not null)").await?;
    /// use tablesmith::retry;
    ///
    /// let options = retry(5).serializable().timeout(Duration::from_secs(2));
    /// let changed = db
    ///     .transaction_with(options, |tx| async move {
    ///         tx.execute("update account set balance = balance - 1 where balance > 0", &[]).await
    ///     })
    ///     .await?;
    /// assert_eq!(changed, 0);
    /// # Ok::<(), tablesmith::Error>(()) }).unwrap();
    /// ```
    ///
    /// # Errors
    ///
    /// What `work` answered last, what the database says at BEGIN or COMMIT, or [`Error::Timeout`] when the time is over.
    pub async fn transaction_with<T, F>(&self, options: TransactionOptions, work: impl Fn(Tx) -> F) -> Result<T>
    where
        F: Future<Output = Result<T>>,
    {
        let Some(limit) = options.timeout else {
            return self.attempts(&options, None, work).await;
        };
        let deadline = Instant::now().checked_add(limit);
        let attempts = self.attempts(&options, deadline, work);
        match tokio::time::timeout(limit, attempts).await {
            Ok(outcome) => outcome,
            Err(_) => Err(out_of_time(Some(limit))),
        }
    }

    async fn attempts<T, F>(
        &self,
        options: &TransactionOptions,
        deadline: Option<Instant>,
        work: impl Fn(Tx) -> F,
    ) -> Result<T>
    where
        F: Future<Output = Result<T>>,
    {
        let mut attempt = 0;
        loop {
            let outcome = match Root::begin(self, options, deadline).await {
                Ok(root) => {
                    let outcome = work(root.tx()).await;
                    root.end(outcome).await
                }
                // SQLite takes its lock at BEGIN.
                Err(error) => Err(error),
            };
            match outcome {
                Err(error) if error.is_transient() && attempt < options.attempts => {
                    attempt += 1;
                    tracing::debug!(attempt, %error, "a transaction is run again");
                    tokio::time::sleep(pause(attempt)).await;
                }
                outcome => return outcome,
            }
        }
    }
}

fn out_of_time(after: Option<Duration>) -> Error {
    Error::Timeout {
        what: "a transaction",
        after,
    }
}

/// Twice as long each time, and not the same for two that met: part of it is random.
fn pause(attempt: u32) -> Duration {
    let longest = 5_u64 << attempt.min(7);
    let random = uuid::Uuid::new_v4().as_u64_pair().0;
    Duration::from_millis(longest / 2 + random % (longest / 2 + 1))
}
