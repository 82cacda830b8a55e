//! Statements from synchronous and asynchronous tests alike, each as if on a connection of its own.
//!
//! To connect takes the server many times as long as most statements of tests, so connections are kept. What a statement
//! leaves behind in one (settings, an open transaction, temporary tables) goes before the next.

use std::sync::{Mutex, PoisonError};

use tokio::runtime::Runtime;
use tokio::task::JoinHandle;
use tokio_postgres::{Client, NoTls, SimpleQueryMessage};

/// The connection to a database that is free at the moment.
#[derive(Default)]
pub(super) struct Sessions {
    free: Mutex<Option<Box<Session>>>,
}

struct Session {
    // The client goes before what carries its goodbye to the server.
    client: Client,
    driver: JoinHandle<Result<(), tokio_postgres::Error>>,
    runtime: Runtime,
}

impl std::fmt::Debug for Sessions {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Sessions")
    }
}

impl Sessions {
    pub(super) fn execute(&self, url: &str, sql: &str) {
        self.try_execute(url, sql)
            .unwrap_or_else(|message| panic!("{message}\nin: {sql}"));
    }

    pub(super) fn try_execute(&self, url: &str, sql: &str) -> Result<(), String> {
        self.connected(url, async |client| client.batch_execute(sql).await)
    }

    pub(super) fn query(&self, url: &str, sql: &str) -> Vec<Vec<Option<String>>> {
        self.try_query(url, sql)
            .unwrap_or_else(|message| panic!("{message}\nin: {sql}"))
    }

    pub(super) fn try_query(&self, url: &str, sql: &str) -> Result<Vec<Vec<Option<String>>>, String> {
        let messages = self.connected(url, async |client| client.simple_query(sql).await)?;
        let rows = messages.iter().filter_map(|message| match message {
            SimpleQueryMessage::Row(row) => Some(row),
            _ => None,
        });
        let row = |row: &tokio_postgres::SimpleQueryRow| {
            let values = (0..row.len()).map(|column| row.get(column).map(str::to_owned));
            values.collect()
        };
        Ok(rows.map(row).collect())
    }

    /// Says goodbye to the server.
    pub(super) fn close(&self) {
        if let Some(session) = self.take() {
            on_own_thread(|| session.end());
        }
    }

    fn take(&self) -> Option<Box<Session>> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Works on the free connection, or on another while that one is at work.
    fn connected<T: Send>(
        &self,
        url: &str,
        work: impl AsyncFnOnce(&Client) -> Result<T, tokio_postgres::Error> + Send,
    ) -> Result<T, String> {
        let free = self.take();
        let (result, session) = on_own_thread(|| {
            let session = match free.and_then(Session::living) {
                Some(session) => session,
                None => match Session::start(url) {
                    Ok(session) => session,
                    Err(error) => return (Err(error), None),
                },
            };
            match session.runtime.block_on(work(&session.client)) {
                Ok(value) => (Ok(value), session.cleaned()),
                Err(error) => {
                    session.end();
                    (Err(error), None)
                }
            }
        });
        if let Some(session) = session {
            let other = self
                .free
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .replace(session);
            if let Some(other) = other {
                on_own_thread(|| other.end());
            }
        }
        result.map_err(|error| match error.as_db_error() {
            Some(error) => format!("{error} ({})", error.code().code()),
            None => error.to_string(),
        })
    }
}

impl Drop for Sessions {
    fn drop(&mut self) {
        self.close();
    }
}

impl Session {
    fn start(url: &str) -> Result<Box<Self>, tokio_postgres::Error> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime without threads needs only an event queue of the system");
        let (client, connection) = runtime.block_on(tokio_postgres::connect(url, NoTls))?;
        Ok(Box::new(Self {
            client,
            driver: runtime.spawn(connection),
            runtime,
        }))
    }

    /// Itself, unless the server has ended it: tests stop its processes.
    fn living(self: Box<Self>) -> Option<Box<Self>> {
        let is_alive = self.runtime.block_on(self.client.batch_execute("")).is_ok();
        is_alive.then_some(self)
    }

    /// Without anything that the last statement left behind, as if it were new.
    fn cleaned(self: Box<Self>) -> Option<Box<Self>> {
        let clean = async {
            self.client.batch_execute("rollback").await?;
            self.client.batch_execute("discard all").await
        };
        let is_clean = self.runtime.block_on(clean).is_ok();
        is_clean.then_some(self)
    }

    fn end(self: Box<Self>) {
        let Self {
            client,
            driver,
            runtime,
        } = *self;
        drop(client);
        // Where the connection is broken already, there is nobody to say goodbye to.
        let _ = runtime.block_on(driver);
    }
}

/// Waits on a thread of its own: a test may be running in a runtime, which must not be blocked by another one.
fn on_own_thread<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| match scope.spawn(work).join() {
        Ok(value) => value,
        Err(panic) => std::panic::resume_unwind(panic),
    })
}
