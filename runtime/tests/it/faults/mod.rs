//! What goes wrong outside: no panic, no hang, no half of a transaction, and the pool whole afterwards.

mod cancelled;
mod conflicts;
mod deadline;
mod full_pool;
mod lost_server;

use std::time::{Duration, Instant};

use tablesmith::{Db, Result, sql};
use testing::postgres::{Database, Server};

/// Longer than anything here takes, and shorter than the statements that are in the way.
const LIMIT: Duration = Duration::from_secs(10);

/// A PostgreSQL database with the table `t (a integer)`, reached with these parameters, and what keeps it.
async fn postgres(parameters: &str) -> (Db, Database) {
    let database = Server::shared().database();
    let db = Db::connect(&format!("{}?{parameters}", database.url()))
        .await
        .expect("connects");
    db.batch("create table t (a integer)").await.expect("made");
    (db, database)
}

/// How many rows `t` has; no later than anything may take.
async fn count(db: &Db) -> i64 {
    let rows = tokio::time::timeout(LIMIT, sql("select count(*) from t").rows::<(i64,)>(db)).await;
    rows.expect("in time").expect("counted")[0].0
}

/// Waits until a query of the test's own session answers yes.
async fn until(database: &Database, question: &str) {
    let started = Instant::now();
    while database.query(&format!("select ({question})::text"))[0][0].as_deref() != Some("true") {
        assert!(started.elapsed() < LIMIT, "still not: {question}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Whether some statement of this database sleeps.
const SLEEPS: &str = "exists (select from pg_stat_activity where datname = current_database() and state = 'active' \
                      and pid <> pg_backend_pid() and query like '%pg_sleep%')";

/// The server process that a connection of the pool has.
async fn process(db: &Db) -> Result<i32> {
    let rows = sql("select pg_backend_pid()").rows::<(i32,)>(db).await?;
    Ok(rows[0].0)
}
