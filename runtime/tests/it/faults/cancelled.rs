//! Futures that are dropped while their statement runs.

use std::time::{Duration, Instant};

use tablesmith::{Result, sql};

use super::{LIMIT, SLEEPS, count, postgres, process, until};

const SOON: Duration = Duration::from_secs(3);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_statement_that_is_dropped_is_cancelled_and_its_connection_replaced() {
    for prepare in ["prepare=true", "prepare=false"] {
        let (db, database) = postgres(&format!("max=1&{prepare}")).await;
        let before = process(&db).await.expect("asked");
        let asleep = tokio::spawn({
            let db = db.clone();
            async move { sql("select pg_sleep(60)").execute(&db).await }
        });
        until(&database, SLEEPS).await;
        asleep.abort();
        assert!(asleep.await.is_err_and(|error| error.is_cancelled()));
        let started = Instant::now();
        assert_eq!(count(&db).await, 0);
        assert!(started.elapsed() < SOON, "the next one waited: {:?}", started.elapsed());
        assert_ne!(process(&db).await.expect("asked"), before);
        until(&database, &format!("not {SLEEPS}")).await;
        let now = db.statistics();
        assert_eq!((now.connections, now.idle, now.max), (1, 1, 1), "{now:?}");
    }
}

#[tokio::test]
async fn a_statement_that_ends_soon_after_it_was_dropped_keeps_its_connection() {
    let (db, _database) = postgres("max=1").await;
    let before = process(&db).await.expect("asked");
    for _ in 0..5 {
        let asleep = sql("select pg_sleep(0.02)").execute(&db);
        assert!(tokio::time::timeout(Duration::from_millis(5), asleep).await.is_err());
        assert_eq!(process(&db).await.expect("asked"), before);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_transaction_that_is_dropped_in_a_statement_lets_go_of_its_locks() {
    let (db, database) = postgres("max=2").await;
    let working = tokio::spawn({
        let db = db.clone();
        async move {
            db.transaction(async |tx| {
                tx.batch("insert into t values (1); lock table t in access exclusive mode")
                    .await?;
                tx.batch("select pg_sleep(60)").await
            })
            .await
        }
    });
    until(&database, SLEEPS).await;
    working.abort();
    assert!(working.await.is_err_and(|error| error.is_cancelled()));
    let started = Instant::now();
    assert_eq!(count(&db).await, 0);
    assert!(started.elapsed() < SOON, "the lock was kept: {:?}", started.elapsed());
}

/// The transaction's own future is dropped, and a task that it spawned goes on with a clone.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_task_that_outlives_its_transaction_keeps_nothing_open() {
    let (db, database) = postgres("max=1").await;
    let (send, receive) = tokio::sync::oneshot::channel();
    let working = tokio::spawn({
        let db = db.clone();
        async move {
            db.transaction(async |tx| {
                tx.batch("insert into t values (1)").await?;
                let task = tokio::spawn(async move {
                    let slept = tx.batch("select pg_sleep(60)").await;
                    (slept, tx.batch("insert into t values (2)").await)
                });
                send.send(task).expect("it is waited for");
                std::future::pending::<Result<()>>().await
            })
            .await
        }
    });
    let task = receive.await.expect("spawned");
    until(&database, SLEEPS).await;
    working.abort();
    assert!(working.await.is_err_and(|error| error.is_cancelled()));
    assert_eq!(count(&db).await, 0);
    let (slept, inserted) = tokio::time::timeout(LIMIT, task)
        .await
        .expect("in time")
        .expect("no panic");
    slept.expect_err("cancelled");
    assert!(
        matches!(inserted, Err(tablesmith::Error::TransactionEnded)),
        "{inserted:?}"
    );
}

/// A statement of the transaction is dropped, and the transaction would go on.
#[tokio::test]
async fn a_transaction_does_not_go_on_after_a_statement_that_was_dropped() {
    let (db, database) = postgres("max=1").await;
    let outcome = db
        .transaction(async |tx| {
            tx.batch("insert into t values (1)").await?;
            let asleep = tx.batch("select pg_sleep(60)");
            assert!(tokio::time::timeout(Duration::from_millis(50), asleep).await.is_err());
            tx.batch("insert into t values (2)").await
        })
        .await;
    assert!(
        matches!(outcome, Err(tablesmith::Error::TransactionAborted { .. })),
        "{outcome:?}"
    );
    assert_eq!(count(&db).await, 0);
    until(&database, &format!("not {SLEEPS}")).await;
}

/// Many at once, at all moments of their lives: the pool has all its connections afterwards, and each answers what it is
/// asked.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pool_outlives_futures_that_are_dropped_at_any_moment() {
    let (db, _database) = postgres("max=4").await;
    let tasks: Vec<_> = (0..200_u64)
        .map(|number| {
            let db = db.clone();
            tokio::spawn(async move {
                let work = db.transaction(async |tx| {
                    tx.batch("insert into t values (1)").await?;
                    tx.transaction(async |tx| tx.batch("insert into t values (2)").await)
                        .await?;
                    tx.batch("insert into t values (3)").await
                });
                let limit = Duration::from_micros(number * 97 % 20_000);
                tokio::time::timeout(limit, work)
                    .await
                    .is_ok_and(|outcome| outcome.is_ok())
            })
        })
        .collect();
    let mut committed = 0;
    for task in tasks {
        committed += i64::from(task.await.expect("no panic"));
    }
    let found = count(&db).await;
    assert_eq!(found % 3, 0, "each is whole or not there");
    // A COMMIT that was dropped on its way may have been done.
    assert!(found / 3 >= committed, "{found} rows of {committed} transactions");
    let four = futures_util::future::join_all((0..4).map(|number: i32| {
        let db = &db;
        async move {
            sql("select pg_sleep(0.05)::text, $1::integer")
                .bind(number)
                .rows::<(String, i32)>(db)
                .await
        }
    }));
    for (number, rows) in four.await.into_iter().enumerate() {
        let rows = rows.expect("answers");
        assert_eq!(usize::try_from(rows[0].1), Ok(number));
    }
    let now = db.statistics();
    assert!(now.connections <= 4 && now.idle == now.connections, "{now:?}");
}
