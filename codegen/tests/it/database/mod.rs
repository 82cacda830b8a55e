//! Reading live databases, and comparing them with what they should be.

mod corpora;
mod differences;
mod equality;
mod pairs;
mod postgres;
mod sqlite;

use std::future::Future;

use codegen::database::introspect;
use codegen::dialect::Introspected;
use tablesmith::Db;

/// Waits on this thread.
fn wait<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime can be made").block_on(work)
}

/// What a database holds after these statements.
fn read(url: &str, sql: &str) -> Introspected {
    wait(async {
        let db = Db::connect(url).await.expect("the database is there");
        if let Err(error) = db.batch(sql).await {
            panic!("{error}\n{sql}");
        }
        introspect(&db).await.expect("the database can be read")
    })
}

/// The same of a PostgreSQL database of its own.
fn read_postgres(sql: &str) -> Introspected {
    let database = testing::postgres::Server::shared().database();
    read(database.url(), sql)
}

/// The same of SQLite in memory.
fn read_sqlite(sql: &str) -> Introspected {
    read("sqlite::memory:", sql)
}
