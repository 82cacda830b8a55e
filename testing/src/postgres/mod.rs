//! A private PostgreSQL, and fresh databases on it.
//!
//! ```no_run
//! let database = testing::postgres::Server::shared().database();
//! database.execute("create table t (id integer)");
//! assert_eq!(database.query("select count(*) from t"), [[Some("0".to_owned())]]);
//! // Connect to `database.url()` by other means; it is dropped with `database`.
//! ```

mod cluster;
mod connection;

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use url::Url;

pub use cluster::Cluster;

/// The variable that holds the URL of a running cluster to use instead of starting one; `test-postgres` sets it.
pub const VARIABLE: &str = "TABLESMITH_TEST_POSTGRES";

/// A PostgreSQL to make databases on.
#[derive(Debug)]
pub struct Server {
    url: Url,
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
                    _cluster: Some(cluster),
                };
            };
            Self {
                url: Url::parse(&url).unwrap_or_else(|error| panic!("{VARIABLE}={url}: {error}")),
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
        let rows = connection::query(self.url(), "select current_setting('server_version_num')::int / 10000");
        rows.first()
            .and_then(|row| row.first()?.as_ref()?.parse().ok())
            .expect("server_version_num is a number")
    }

    /// A fresh, empty database, dropped when the value is.
    ///
    /// # Panics
    /// When the server is gone.
    pub fn database(&self) -> Database {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let name = format!("test_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        // template0, since nobody is ever connected to it: copying a template that is in use fails.
        connection::execute(
            self.url(),
            &format!("create database {name} template template0 encoding 'UTF8'"),
        );
        let mut url = self.url.clone();
        url.set_path(&name);
        Database {
            url,
            name,
            server: self.url.clone(),
        }
    }
}

/// A database of a test's own.
#[derive(Debug)]
pub struct Database {
    url: Url,
    name: String,
    server: Url,
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
        connection::execute(self.url(), sql);
    }

    /// Runs any number of statements, and gives the server's message when one fails.
    pub fn try_execute(&self, sql: &str) -> Result<(), String> {
        connection::try_execute(self.url(), sql)
    }

    /// The rows of a query, each value as text.
    ///
    /// # Panics
    /// With the server's message, when it fails.
    pub fn query(&self, sql: &str) -> Vec<Vec<Option<String>>> {
        connection::query(self.url(), sql)
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        // A test that fails is unwinding already, and its server goes with it: what this says would only hide why.
        let _ = connection::try_execute(
            self.server.as_str(),
            &format!("drop database if exists {} with (force)", self.name),
        );
    }
}
