//! One statement on a connection of its own, from synchronous and asynchronous tests alike.

use std::future::Future;

use tokio_postgres::{Client, NoTls, SimpleQueryMessage};

pub(super) fn execute(url: &str, sql: &str) {
    try_execute(url, sql).unwrap_or_else(|message| panic!("{message}\nin: {sql}"));
}

pub(super) fn try_execute(url: &str, sql: &str) -> Result<(), String> {
    connected(url, async |client| client.batch_execute(sql).await)
}

pub(super) fn query(url: &str, sql: &str) -> Vec<Vec<Option<String>>> {
    let messages = connected(url, async |client| client.simple_query(sql).await)
        .unwrap_or_else(|message| panic!("{message}\nin: {sql}"));
    let rows = messages.iter().filter_map(|message| match message {
        SimpleQueryMessage::Row(row) => Some(row),
        _ => None,
    });
    rows.map(|row| {
        (0..row.len())
            .map(|column| row.get(column).map(str::to_owned))
            .collect()
    })
    .collect()
}

fn connected<T: Send>(
    url: &str,
    work: impl AsyncFnOnce(Client) -> Result<T, tokio_postgres::Error> + Send,
) -> Result<T, String> {
    on_own_thread(async move || {
        let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
        let driver = tokio::task::spawn_local(connection);
        let result = work(client).await;
        // The client is gone by now, so the connection says goodbye and ends.
        let _ = driver.await;
        result
    })
    .map_err(|error: tokio_postgres::Error| match error.as_db_error() {
        Some(error) => format!("{error} ({})", error.code().code()),
        None => error.to_string(),
    })
}

/// Waits on a thread of its own: a test may be running in a runtime, which must not be blocked by another one.
fn on_own_thread<T: Send, F: Future<Output = T>>(work: impl FnOnce() -> F + Send) -> T {
    let run = || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime without threads needs only an event queue of the system");
        tokio::task::LocalSet::new().block_on(&runtime, work())
    };
    std::thread::scope(|scope| match scope.spawn(run).join() {
        Ok(value) => value,
        Err(panic) => std::panic::resume_unwind(panic),
    })
}
