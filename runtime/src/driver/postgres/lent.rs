//! A client that is lent, and what becomes of it when its user goes away in the middle of a statement.

use std::ops::Deref;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use deadpool_postgres::{ClientWrapper, Object};
use tokio::runtime::Handle;
use tokio_postgres_rustls::MakeRustlsConnect;

/// How long a statement that nobody waits for any more may go on before it is cancelled: most end by themselves in less,
/// and then their connection is as good as new.
const GRACE: Duration = Duration::from_millis(100);

/// How long asking the server to cancel may take.
const CANCEL: Duration = Duration::from_secs(10);

/// A client of the pool, or one that has left it. Dropped, it goes back to the pool, unless nobody can say what its server
/// process is doing.
pub(super) struct Lent {
    /// Taken only when it is dropped.
    client: Option<Client>,
    connector: MakeRustlsConnect,
    /// Whether a statement was dropped before it ended.
    interrupted: AtomicBool,
    /// Whether it is closed instead of going back.
    discard: AtomicBool,
}

enum Client {
    Pooled(Object),
    Detached(ClientWrapper),
}

impl Client {
    fn detached(self) -> ClientWrapper {
        match self {
            Self::Pooled(client) => Object::take(client),
            Self::Detached(client) => client,
        }
    }
}

impl Deref for Client {
    type Target = ClientWrapper;

    fn deref(&self) -> &ClientWrapper {
        match self {
            Self::Pooled(client) => client,
            Self::Detached(client) => client,
        }
    }
}

impl Deref for Lent {
    type Target = ClientWrapper;

    fn deref(&self) -> &ClientWrapper {
        self.client.as_ref().expect("it is taken only by `drop`")
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        let Some(client) = self.client.take() else { return };
        if self.discard.load(Ordering::Acquire) {
            drop(client.detached());
        } else if self.interrupted.load(Ordering::Acquire) {
            let Ok(runtime) = Handle::try_current() else {
                drop(client.detached());
                return;
            };
            let connector = self.connector.clone();
            runtime.spawn(async move {
                if !is_idle_soon(&client, "").await {
                    cancel(&client, connector).await;
                    drop(client.detached());
                }
            });
        }
    }
}

impl Lent {
    pub(super) fn new(client: Object, connector: MakeRustlsConnect) -> Self {
        Self::of(Client::Pooled(client), connector)
    }

    fn of(client: Client, connector: MakeRustlsConnect) -> Self {
        Self {
            client: Some(client),
            connector,
            interrupted: AtomicBool::new(false),
            discard: AtomicBool::new(false),
        }
    }

    /// The same client outside of the pool.
    pub(super) fn detached(mut self) -> Self {
        let client = self.client.take().expect("it is taken only by `drop`");
        Self::of(Client::Detached(client.detached()), self.connector.clone())
    }

    /// Marks a statement as running until the guard is told that it has ended.
    pub(super) fn running(&self) -> Running<'_> {
        Running { lent: self }
    }

    /// Undoes a transaction in which a statement may still be running: it is cancelled where it goes on, and the
    /// connection closed, since the request to cancel could still meet the next statement.
    pub(super) async fn undo(&self) {
        if is_idle_soon(self, "ROLLBACK").await {
            self.interrupted.store(false, Ordering::Release);
            return;
        }
        self.discard();
        cancel(self, self.connector.clone()).await;
    }

    pub(super) fn discard(&self) {
        self.discard.store(true, Ordering::Release);
    }
}

/// Whether the server comes to this statement in a moment, and runs it.
async fn is_idle_soon(client: &ClientWrapper, sql: &str) -> bool {
    matches!(tokio::time::timeout(GRACE, client.batch_execute(sql)).await, Ok(Ok(())))
}

/// Asks the server to cancel what runs. Where it cannot be reached, there is nobody else to ask.
async fn cancel(client: &ClientWrapper, connector: MakeRustlsConnect) {
    if client.is_closed() {
        return;
    }
    let asked = client.cancel_token();
    match tokio::time::timeout(CANCEL, asked.cancel_query(connector)).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::debug!(%error, "a statement that nobody waits for could not be cancelled"),
        Err(_) => tracing::debug!("the server was not asked in time to cancel a statement that nobody waits for"),
    }
}

/// A statement that runs; dropped before its end, it leaves a mark.
pub(super) struct Running<'a> {
    lent: &'a Lent,
}

impl Running<'_> {
    pub(super) fn ended(self) {
        std::mem::forget(self);
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.lent.interrupted.store(true, Ordering::Release);
    }
}
