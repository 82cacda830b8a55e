//! Transactions within transactions.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::tx::Tx;
use crate::error::Result;

impl Tx {
    /// Runs `work` in a savepoint: what it did is undone where it fails, and the transaction goes on.
    ///
    /// Until it ends, statements run on the `Tx` that `work` is given; on this one they are
    /// [`Error::SavepointOpen`](crate::Error::SavepointOpen), since nobody could say whether they belong to it. Savepoints
    /// nest, and run in spawned tasks as anywhere else.
    ///
    /// ```
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// # let db = tablesmith::Db::connect("sqlite::memory:").await?;
    /// # db.batch("create table tag (name text not null unique)").await?;
    /// db.transaction(async |tx| {
    ///     for name in ["rust", "sql", "rust"] {
    ///         let made = tx
    ///             .transaction(async |tx| tx.execute("insert into tag values (?1)", &[name.into()]).await)
    ///             .await;
    ///         // A tag that is there already is no reason to give up the others.
    ///         if let Err(error) = made
    ///             && error.http_status() != 409
    ///         {
    ///             return Err(error);
    ///         }
    ///     }
    ///     Ok(())
    /// })
    /// .await?;
    /// # assert_eq!(db.rows::<(i64,)>("select count(*) from tag", &[]).await?, [(2,)]);
    /// # Ok::<(), tablesmith::Error>(()) }).unwrap();
    /// ```
    ///
    /// # Errors
    ///
    /// What `work` answers, or what the database says of the savepoint.
    pub async fn transaction<T>(&self, work: impl AsyncFnOnce(Tx) -> Result<T>) -> Result<T> {
        let savepoint = Savepoint::begin(self).await?;
        let outcome = work(savepoint.inner.clone()).await;
        savepoint.end(outcome).await
    }

    /// As [`transaction`](Self::transaction), with a closure that gives a future: for functions that are generic over their
    /// closure and whose future must be `Send`.
    ///
    /// # Errors
    ///
    /// What `work` answers, or what the database says of the savepoint.
    pub async fn savepoint<T, F>(&self, work: impl FnOnce(Tx) -> F) -> Result<T>
    where
        F: Future<Output = Result<T>>,
    {
        let savepoint = Savepoint::begin(self).await?;
        let outcome = work(savepoint.inner.clone()).await;
        savepoint.end(outcome).await
    }
}

/// A savepoint, held by whoever set it. Dropped before its end, it takes the transaction with it: what was done since can
/// only be undone by a statement, and nobody waits for one.
struct Savepoint<'a> {
    outer: &'a Tx,
    inner: Tx,
    name: String,
    ended: bool,
}

impl Drop for Savepoint<'_> {
    fn drop(&mut self) {
        self.inner.level.end();
        if !self.ended {
            self.outer.open.break_off();
        }
        self.outer.level.unnest();
    }
}

impl<'a> Savepoint<'a> {
    async fn begin(outer: &'a Tx) -> Result<Self> {
        outer.ready()?;
        outer.level.nest()?;
        let number = outer.open.savepoints.fetch_add(1, Ordering::Relaxed);
        let mut savepoint = Self {
            outer,
            inner: Tx {
                open: Arc::clone(&outer.open),
                level: Arc::default(),
            },
            name: format!("tablesmith_{number}"),
            ended: false,
        };
        let set = format!("SAVEPOINT {}", savepoint.name);
        if let Err(error) = savepoint.send(&set, false).await {
            savepoint.ended = true;
            return Err(error);
        }
        Ok(savepoint)
    }

    async fn end<T>(mut self, outcome: Result<T>) -> Result<T> {
        let ready = self.inner.ready();
        self.inner.level.end();
        let name = &self.name;
        let outcome = match (outcome, ready) {
            (Ok(value), Ok(())) => {
                let release = format!("RELEASE SAVEPOINT {name}");
                self.send(&release, false).await.map(|()| value)
            }
            // The first failure says more than what comes of it.
            (Err(error), _) | (Ok(_), Err(error)) => {
                // What was broken off is undone as a whole.
                if !self.outer.open.is_broken() {
                    let undo = format!("ROLLBACK TO SAVEPOINT {name}; RELEASE SAVEPOINT {name}");
                    if let Err(failure) = self.send(&undo, true).await {
                        tracing::debug!(%failure, "a savepoint could not be undone");
                    }
                }
                Err(error)
            }
        };
        self.ended = true;
        outcome
    }

    /// A statement about the savepoint itself; without it the transaction does not go on.
    async fn send(&self, sql: &str, undoes: bool) -> Result<()> {
        let outcome = self.outer.open.connection()?.savepoint(sql, undoes).await;
        if outcome.is_err() {
            self.outer.level.fail();
        }
        outcome
    }
}
