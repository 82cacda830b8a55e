//! A private PostgreSQL, and fresh databases on it.
//!
//! ```no_run
//! let database = testing::postgres::Server::shared().database();
//! database.execute("create table t (id integer)");
//! assert_eq!(database.query("select count(*) from t"), [[Some("0".to_owned())]]);
//! // Connect to `database.url()` by other means; it is dropped with `database`.
//! ```

mod cluster;
mod pooler;
mod session;

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use session::Sessions;
use url::Url;

pub use cluster::Cluster;
pub use pooler::Pooler;

/// The variable that holds the URL of a running cluster to use instead of starting one; `test-postgres` sets it.
pub const VARIABLE: &str = "TABLESMITH_TEST_POSTGRES";

/// A PostgreSQL to make databases on.
#[derive(Debug)]
pub struct Server {
    url: Url,
    sessions: Sessions,
    /// Keeps the cluster of this process alive; none when [`VARIABLE`] names one.
    _cluster: Option<Cluster>,
}

impl Server {
    /// The server of this test run: the one that [`VARIABLE`] names, else one that this process starts at the first call
    /// and that goes with the process, however it ends.
    ///
    /// # Panics
    /// When no PostgreSQL is found or it does not start. Tests that need it fail then; they are never skipped.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Server> = OnceLock::new();
        SHARED.get_or_init(|| {
            let Ok(url) = std::env::var(VARIABLE) else {
                let cluster = Cluster::start();
                return Self {
                    url: cluster.url().clone(),
                    sessions: Sessions::default(),
                    _cluster: Some(cluster),
                };
            };
            Self {
                url: Url::parse(&url).unwrap_or_else(|error| panic!("{VARIABLE}={url}: {error}")),
                sessions: Sessions::default(),
                _cluster: None,
            }
        })
    }

    /// The URL of the server's maintenance database, as a superuser.
    pub fn url(&self) -> &str {
        self.url.as_str()
    }

    /// The server's major version.
    ///
    /// # Panics
    /// When the server is gone.
    pub fn major_version(&self) -> u16 {
        let version = "select current_setting('server_version_num')::int / 10000";
        let rows = self.sessions.query(self.url(), version);
        rows.first()
            .and_then(|row| row.first()?.as_ref()?.parse().ok())
            .expect("server_version_num is a number")
    }

    /// A `PgBouncer` before the server, see [`Pooler::start`].
    ///
    /// # Panics
    /// When `PgBouncer` is not installed or does not start.
    pub fn pooler(&self, connections: u8) -> Pooler {
        Pooler::start(&self.url, connections)
    }

    /// A fresh, empty database, dropped when the value is.
    ///
    /// # Panics
    /// When the server is gone.
    pub fn database(&'static self) -> Database {
        static STRATEGY: OnceLock<&str> = OnceLock::new();
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let name = format!("test_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        // Copying files takes a third of the time that writing them to the log as well takes; before 15 there was no other
        // way, nor the word.
        let strategy = STRATEGY.get_or_init(|| match self.major_version() {
            ..15 => "",
            15.. => "strategy file_copy",
        });
        // template0, since nobody is ever connected to it: copying a template that is in use fails.
        self.sessions.execute(
            self.url(),
            &format!("create database {name} template template0 encoding 'UTF8' {strategy}"),
        );
        let mut url = self.url.clone();
        url.set_path(&name);
        Database {
            url,
            name,
            server: self,
            sessions: Sessions::default(),
        }
    }

    /// What it says of failures would only hide why a test fails that is unwinding already, and whose server goes with it.
    fn drop_database(&self, name: &str) {
        let url = self.url();
        // Who has said goodbye is gone in a moment. A server that finds somebody still there waits for a tenth of a second.
        let connected = format!("select pg_stat_get_db_numbackends(oid) from pg_database where datname = '{name}'");
        for _ in 0..20 {
            match self.sessions.try_query(url, &connected).as_deref() {
                Ok([count]) if *count != [Some("0".to_owned())] => std::thread::sleep(Duration::from_millis(1)),
                _ => break,
            }
        }
        let _ = self
            .sessions
            .try_execute(url, &format!("drop database if exists {name} with (force)"));
    }
}

/// A database of a test's own.
#[derive(Debug)]
pub struct Database {
    url: Url,
    name: String,
    server: &'static Server,
    sessions: Sessions,
}

impl Database {
    /// Its URL, over TCP: `postgres://postgres@127.0.0.1:54321/test_1_0`.
    pub fn url(&self) -> &str {
        self.url.as_str()
    }

    /// The same over the server's Unix socket: `postgres://postgres@/test_1_0?host=/…&port=54321`.
    pub fn socket_url(&self) -> String {
        let rows = self.query("select current_setting('unix_socket_directories'), current_setting('port')");
        let setting = |index: usize| rows[0][index].clone().unwrap_or_default();
        let directory = setting(0);
        let directory = directory.split(',').next().unwrap_or_default().trim();
        let user = self.url.username();
        format!("postgres://{user}@/{}?host={directory}&port={}", self.name, setting(1))
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Runs any number of statements.
    ///
    /// # Panics
    /// With the server's message, when one fails.
    pub fn execute(&self, sql: &str) {
        self.sessions.execute(self.url(), sql);
    }

    /// Runs any number of statements, and gives the server's message when one fails.
    pub fn try_execute(&self, sql: &str) -> Result<(), String> {
        self.sessions.try_execute(self.url(), sql)
    }

    /// The rows of a query, each value as text.
    ///
    /// # Panics
    /// With the server's message, when it fails.
    pub fn query(&self, sql: &str) -> Vec<Vec<Option<String>>> {
        self.sessions.query(self.url(), sql)
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        self.sessions.close();
        self.server.drop_database(&self.name);
    }
}
