//! Transactions whose time is over.

use std::time::{Duration, Instant};

use tablesmith::{Db, Dialect, Error, TransactionOptions, retry};
use testing::postgres::Server;

use super::count;

const SHORT: Duration = Duration::from_millis(150);

/// A database with the table `t (a integer)`, with one connection that writes.
async fn each(run: impl AsyncFn(&Db)) {
    let database = Server::shared().database();
    let folder = tempfile::tempdir().expect("a folder");
    let file = format!("sqlite:{}", folder.path().join("deadline.db").display());
    for url in [database.url(), &file, "sqlite::memory:"] {
        let db = Db::connect(&format!("{url}?max=1")).await.expect("connects");
        db.batch("create table t (a integer)").await.expect("made");
        run(&db).await;
        assert_eq!(count(&db).await, 0, "nothing of it is there: {url}");
        db.transaction(async |tx| tx.batch("insert into t values (1)").await)
            .await
            .expect("the connection is as good as new");
    }
}

/// Takes a minute.
fn slow(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Postgres => "select pg_sleep(60)",
        Dialect::Sqlite => {
            "with recursive n (i) as (select 1 union all select i + 1 from n where i < 200000000) select max(i) from n"
        }
    }
}

fn options() -> TransactionOptions {
    retry(3).timeout(SHORT)
}

fn assert_in_time(started: Instant) {
    let elapsed = started.elapsed();
    assert!(elapsed >= SHORT && elapsed < Duration::from_secs(5), "{elapsed:?}");
}

#[tokio::test]
async fn a_statement_does_not_outlast_it() {
    each(async |db| {
        let started = Instant::now();
        let outcome = db
            .transaction_with(options(), |tx| async move {
                tx.batch("insert into t values (1)").await?;
                tx.execute(slow(tx.dialect()), &[]).await
            })
            .await;
        assert!(matches!(outcome, Err(Error::Timeout { .. })), "{outcome:?}");
        assert_in_time(started);
    })
    .await;
}

#[tokio::test]
async fn what_is_no_statement_does_not_outlast_it() {
    each(async |db| {
        let started = Instant::now();
        let outcome = db
            .transaction_with(options(), |tx| async move {
                tx.batch("insert into t values (1)").await?;
                std::future::pending::<tablesmith::Result<()>>().await
            })
            .await;
        let error = outcome.expect_err("too long");
        assert_eq!(error.to_string(), "a transaction took too long (more than 150ms)");
        assert_in_time(started);
    })
    .await;
}

#[tokio::test]
async fn nothing_is_committed_after_it() {
    each(async |db| {
        let outcome = db
            .transaction_with(options(), |tx| async move {
                tx.batch("insert into t values (1)").await?;
                // Keeps the thread, so that no timer of the runtime has a say.
                std::thread::sleep(SHORT + Duration::from_millis(20));
                Ok(())
            })
            .await;
        assert!(matches!(outcome, Err(Error::Timeout { .. })), "{outcome:?}");
    })
    .await;
}

#[tokio::test]
async fn waiting_for_a_connection_does_not_outlast_it() {
    each(async |db| {
        let started = Instant::now();
        let outcome = db
            .transaction(async |_tx| {
                let inner = db.transaction_with(options(), |tx| async move { tx.batch("select 1").await });
                inner.await
            })
            .await;
        assert!(matches!(outcome, Err(Error::Timeout { .. })), "{outcome:?}");
        assert_in_time(started);
    })
    .await;
}

/// A watch that is over interrupts nobody who comes after.
#[tokio::test]
async fn a_transaction_that_was_in_time_does_not_stop_the_next() {
    each(async |db| {
        for _ in 0..3 {
            db.transaction_with(options(), |tx| async move { tx.batch("select 1").await })
                .await
                .expect("in time");
        }
        tokio::time::sleep(SHORT).await;
        let started = Instant::now();
        while started.elapsed() < SHORT {
            let counted = "with recursive n (i) as (select 1 union all select i + 1 from n where i < 100000) \
                           select count(*) from n";
            db.rows::<(i64,)>(counted, &[]).await.expect("not interrupted");
        }
    })
    .await;
}
