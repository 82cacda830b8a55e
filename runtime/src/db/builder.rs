//! Settings of a pool, in code.

use std::time::Duration;

use super::{Db, DirectUrl, Options, environment};
use crate::driver::Database;
use crate::error::Result;

/// Settings of the pool that [`Db::builder`] starts with. Parameters in the URL win over them, so that an installation
/// can be tuned without a new build.
///
/// ```no_run
/// # async fn connect() -> tablesmith::Result<()> {
/// use std::time::Duration;
/// use tablesmith::Db;
///
/// let db = Db::builder()
///     .max(10)
///     .idle_timeout(Duration::from_secs(20))
///     .connect_timeout(Duration::from_secs(10))
///     .from_env()
///     .await?;
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, Default)]
#[must_use = "nothing is connected before `connect` or `from_env`"]
pub struct DbBuilder {
    options: Options,
    direct: Option<DirectUrl>,
}

impl DbBuilder {
    /// Most connections at a time; 10 unless said. On SQLite: connections that read; one writes.
    pub fn max(mut self, max: usize) -> Self {
        self.options.max = max.max(1);
        self
    }

    /// How long an unused connection is kept; 10 minutes unless said, `None` for ever.
    pub fn idle_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.options.idle_timeout = timeout.into();
        self
    }

    /// How long making a connection may take; 10 seconds unless said.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.options.connect_timeout = timeout;
        self
    }

    /// How long to wait for a free connection; 30 seconds unless said.
    pub fn acquire_timeout(mut self, timeout: Duration) -> Self {
        self.options.acquire_timeout = timeout;
        self
    }

    /// Lets SQL of one's own reach every row of tables with row-level security (`rls = true` in the schema) on PostgreSQL: for
    /// seeds, reports, tools. Statements on an executor with a scope keep to it all the same.
    pub fn unscoped(mut self) -> Self {
        self.options.unscoped = true;
        self
    }

    /// How long a statement may take on PostgreSQL; without end unless said.
    pub fn statement_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.options.statement_timeout = timeout.into();
        self
    }

    /// From when on a statement is logged as slow through `tracing`; a second unless said, `None` for never.
    pub fn slow(mut self, after: impl Into<Option<Duration>>) -> Self {
        self.options.slow = after.into();
        self
    }

    /// Whether events of statements tell of their parameters, as `db.query.parameters`; they do not unless said. They are values of
    /// users, for a log that only those see who may see the database: whoever asks for them decides that. Of statements that
    /// write or compare a column of their model which is `secret`, they are not told even so.
    ///
    /// ```
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// let db = tablesmith::Db::builder().log_parameters(true).connect("sqlite::memory:").await?;
    /// let (answer,): (i64,) = tablesmith::sql("select $1 + 1").bind(41).one(&db).await?; // … db.query.parameters=$1 = 41
    /// assert_eq!(answer, 42);
    /// # Ok::<(), tablesmith::Error>(()) }).unwrap();
    /// ```
    pub fn log_parameters(mut self, tell: bool) -> Self {
        self.options.log_parameters = tell;
        self
    }

    /// From how many on a debug build warns of statements that are sent again and again from one place, each for other values
    /// (N+1), as an event of the target `tablesmith::n_plus_one` with file and line: more than 10 unless said, `None` for never.
    /// What is counted are reads in one transaction, or by one task with less than 100 ms between them. A release build has no such
    /// thing.
    pub fn n_plus_one(mut self, allowed: impl Into<Option<usize>>) -> Self {
        self.options.n_plus_one = allowed.into();
        self
    }

    /// Whether statements stay prepared on PostgreSQL; they do unless said. Switch it off behind a transaction-mode pooler
    /// that does not know prepared statements (`PgBouncer` before 1.21).
    pub fn prepare(mut self, prepare: bool) -> Self {
        self.options.prepare = prepare;
        self
    }

    /// Connects to the database at a URL.
    ///
    /// | URL | database |
    /// |---|---|
    /// | `postgres://user:password@host:5432/name` | PostgreSQL over TCP; `postgresql://` too |
    /// | `postgres://user@/name?host=/var/run/postgresql` | PostgreSQL over a Unix socket |
    /// | `sqlite:./local.db`, `sqlite:///var/lib/app.db` | a SQLite file, made where it is not there |
    /// | `sqlite::memory:` | SQLite in memory, gone with the last [`Db`] |
    ///
    /// | parameter | meaning |
    /// |---|---|
    /// | `max`, `idle_timeout`, `acquire_timeout`, `slow`, `log_parameters`, `n_plus_one` | as the methods here; durations as `20s`, `500ms`, `5m`; `never` |
    /// | `sslmode` | PostgreSQL: `disable`, `prefer` (unless said), `require` (encrypted, certificate not checked), `verify-full` (checked, host name included) |
    /// | `sslrootcert` | PostgreSQL: a PEM file of authorities to trust instead of Mozilla's; implies nothing about `sslmode` |
    /// | `connect_timeout`, `statement_timeout`, `prepare` | PostgreSQL: as the methods here |
    /// | `application_name`, `options`, `host`, `keepalives`, `target_session_attrs`, `channel_binding` … | PostgreSQL: as in libpq |
    /// | `mode` | SQLite: `ro`, `rw`, `rwc` (unless said) |
    /// | `busy_timeout`, `synchronous` | SQLite: how long to wait for a lock (5 s), `off`, `normal` (unless said), `full`, `extra` |
    ///
    /// Special characters of a user name, password or path are percent-encoded. No message ever shows a password.
    ///
    /// # Errors
    ///
    /// [`Error::Configuration`](crate::Error::Configuration) for a wrong URL,
    /// [`Error::Connection`](crate::Error::Connection) where nothing answers there.
    pub async fn connect(self, url: &str) -> Result<Db> {
        Ok(Db::new(Database::connect(url, self.options).await?, self.direct))
    }

    /// Where migrations reach the same database, in place of the URL connected to: past a pooler in transaction mode,
    /// which cannot hold their lock. [`from_env`](Self::from_env) takes it from `DIRECT_URL`.
    pub fn direct_url(mut self, url: impl Into<String>) -> Self {
        self.direct = Some(DirectUrl(url.into().into()));
        self
    }

    /// Connects to the database that `DATABASE_URL` names; `.env` is read, and never overrides the environment. Where
    /// `DIRECT_URL` is set too, migrations connect to that.
    ///
    /// # Errors
    ///
    /// [`Error::Configuration`](crate::Error::Configuration) where it is unset, empty or wrong.
    pub async fn from_env(self) -> Result<Db> {
        self.from_env_or(None).await
    }

    /// As [`from_env`](Self::from_env), with a URL for when `DATABASE_URL` is unset.
    ///
    /// # Errors
    ///
    /// [`Error::Configuration`](crate::Error::Configuration) where it is empty or wrong, or unset and there is no default.
    pub async fn from_env_or(self, default: Option<&str>) -> Result<Db> {
        let urls = environment::urls(default)?;
        let builder = match urls.direct {
            Some(direct) => self.direct_url(direct),
            None => self,
        };
        builder.connect(&urls.url).await
    }
}
