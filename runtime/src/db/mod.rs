//! [`Db`]: a database, shared by everything in an application that uses it.

mod builder;
mod counters;
mod dedicated;
mod environment;
mod options;
mod parameters;
#[cfg(debug_assertions)]
mod repetition;
mod session;
mod sql;
mod transaction;

pub use builder::DbBuilder;
pub use counters::Statistics;
pub use dedicated::Dedicated;
pub use session::{FromRow, Session};
pub use sql::{Bind, Named, SecuredSql, Sql, WithoutScope, sql};
pub use transaction::{Isolation, TransactionOptions, Tx, retry};

pub(crate) use counters::Counters;
pub(crate) use options::{Options, UrlParameters, parse_duration};
#[cfg(debug_assertions)]
pub(crate) use repetition::Call;
pub(crate) use session::Runner;

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::driver::{Database, Dialect, Syntax};
use crate::error::{Error, Result};

/// A database: a pool of connections, cheap to clone, to be kept for as long as the application runs.
///
/// ```
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// use tablesmith::Db;
///
/// let db = Db::connect("sqlite::memory:").await?;
/// db.batch("create table note (id integer primary key, text text not null)").await?;
/// db.execute("insert into note (text) values (?1)", &["milk".into()]).await?;
/// let notes: Vec<(i64, String)> = db.rows("select id, text from note", &[]).await?;
/// assert_eq!(notes, [(1, "milk".to_owned())]);
/// # Ok::<(), tablesmith::Error>(()) }).unwrap();
/// ```
#[derive(Debug, Clone)]
pub struct Db {
    database: Database,
    direct: Option<DirectUrl>,
}

/// Where migrations reach the database; it may hold a password.
#[derive(Clone)]
pub(crate) struct DirectUrl(Arc<str>);

impl fmt::Debug for DirectUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("DirectUrl(..)")
    }
}

impl Db {
    /// Connects to the database at a URL. The URLs are described in [`DbBuilder::connect`].
    ///
    /// # Errors
    ///
    /// [`Error::Configuration`](crate::Error::Configuration) for a wrong URL,
    /// [`Error::Connection`](crate::Error::Connection) where nothing answers there.
    pub async fn connect(url: &str) -> Result<Self> {
        Self::builder().connect(url).await
    }

    /// Connects to the database that `DATABASE_URL` names; `.env` is read, and never overrides the environment.
    ///
    /// # Errors
    ///
    /// [`Error::Configuration`](crate::Error::Configuration) where it is unset, empty or wrong.
    pub async fn from_env() -> Result<Self> {
        Self::builder().from_env().await
    }

    /// Settings of the pool, to connect with.
    pub fn builder() -> DbBuilder {
        DbBuilder::default()
    }

    pub(crate) fn new(database: Database, direct: Option<DirectUrl>) -> Self {
        Self { database, direct }
    }

    /// A connection of the migrator's own, where migrations go another way than the application.
    pub(crate) async fn direct(&self) -> Result<Option<Self>> {
        let Some(DirectUrl(url)) = &self.direct else {
            return Ok(None);
        };
        let direct = Self::builder().max(2).connect(url).await?;
        if direct.dialect() != self.dialect() {
            return Err(Error::Configuration(format!(
                "the direct URL (DIRECT_URL) is of a {} database, the application's is of a {} database",
                direct.dialect(),
                self.dialect()
            )));
        }
        Ok(Some(direct))
    }

    pub(crate) fn database(&self) -> &Database {
        &self.database
    }

    pub(crate) fn syntax(&self) -> &'static Syntax {
        self.database.syntax()
    }

    /// Which database it is.
    pub fn dialect(&self) -> Dialect {
        self.syntax().dialect
    }

    /// How many connections there are, how many statements were run.
    pub fn statistics(&self) -> Statistics {
        self.database.statistics()
    }

    /// Whether the database answers, and how long that took, waiting for a connection included: for a health check.
    ///
    /// ```
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// let db = tablesmith::Db::connect("sqlite::memory:").await?;
    /// assert!(db.ping().await?.as_secs() < 1);
    /// # Ok::<(), tablesmith::Error>(()) }).unwrap();
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Timeout`](crate::Error::Timeout) where no connection is free in time,
    /// [`Error::Connection`](crate::Error::Connection) where none can be made.
    pub async fn ping(&self) -> Result<Duration> {
        let started = Instant::now();
        self.rows::<(i32,)>("select 1", &[]).await?;
        Ok(started.elapsed())
    }

    /// A connection of its own, outside the pool's limits on PostgreSQL, the writing one on SQLite; closed or given back
    /// when it is dropped. For what must stay on one connection: migrations, session settings, advisory locks.
    ///
    /// # Errors
    ///
    /// [`Error::Connection`](crate::Error::Connection) where it cannot be made.
    pub async fn dedicated(&self) -> Result<Dedicated> {
        Ok(Dedicated::new(self.database.dedicated().await?))
    }

    /// Closes every connection that is not in use; later statements are errors.
    pub async fn close(&self) {
        self.database.close();
        // The tasks that own the sockets end when they next run.
        tokio::task::yield_now().await;
    }
}
