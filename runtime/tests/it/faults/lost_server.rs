//! Servers and connections that go away.

use std::time::{Duration, Instant};

use tablesmith::{Db, Error, retry, sql};
use testing::postgres::Cluster;

use super::{LIMIT, SLEEPS, count, postgres, process, until};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_restarts_in_the_middle_of_everything() {
    let cluster = Cluster::start();
    let db = Db::connect(&format!("{}?max=3", cluster.url()))
        .await
        .expect("connects");
    db.batch("create table t (a integer)").await.expect("made");
    // The servers of tests lose in a crash what they did last.
    db.batch("checkpoint").await.expect("on the disk");
    let alone = tokio::spawn({
        let db = db.clone();
        async move { sql("select pg_sleep(60)").execute(&db).await.map(|_| ()) }
    });
    let in_transaction = tokio::spawn({
        let db = db.clone();
        async move {
            db.transaction_with(retry(2), |tx| async move {
                tx.batch("insert into t values (1)").await?;
                tx.batch("select pg_sleep(60)").await
            })
            .await
        }
    });
    let asleep = "select count(*) from pg_stat_activity where state = 'active' and query like 'select pg_sleep%'";
    let started = Instant::now();
    while sql(asleep).one::<(i64,)>(&db).await.expect("asked") != (2,) {
        assert!(started.elapsed() < LIMIT, "they do not begin");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    cluster.restart();
    for task in [alone, in_transaction] {
        let outcome = tokio::time::timeout(LIMIT, task).await.expect("in time");
        let error = outcome.expect("no panic").expect_err("the server was away");
        assert!(error.is_lost(), "{error:?}");
        assert_eq!(error.http_status(), 503);
    }
    for _ in 0..5 {
        assert_eq!(count(&db).await, 0);
    }
    db.transaction(async |tx| tx.batch("insert into t values (1)").await)
        .await
        .expect("as before");
    let now = db.statistics();
    assert!(now.connections <= 3 && now.idle == now.connections, "{now:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_that_is_killed_undoes_its_transaction_only() {
    let (db, database) = postgres("max=2").await;
    let working = tokio::spawn({
        let db = db.clone();
        async move {
            db.transaction(async |tx| {
                tx.batch("insert into t values (1)").await?;
                let savepoint = tx.transaction(async |tx| tx.batch("select pg_sleep(60)").await).await;
                let later = tx
                    .batch("insert into t values (2)")
                    .await
                    .expect_err("the connection is gone");
                assert!(matches!(later, Error::TransactionAborted { .. }), "{later:?}");
                savepoint
            })
            .await
        }
    });
    until(&database, SLEEPS).await;
    let killed = database.query(
        "select count(pg_terminate_backend(pid)) from pg_stat_activity \
         where datname = current_database() and query like '%pg_sleep%' and pid <> pg_backend_pid()",
    );
    assert_eq!(killed, [[Some("1".to_owned())]]);
    let outcome = tokio::time::timeout(LIMIT, working).await.expect("in time");
    let error = outcome.expect("no panic").expect_err("killed");
    assert!(error.is_lost(), "{error:?}");
    assert_eq!(count(&db).await, 0);
    db.batch("insert into t values (3)").await.expect("as before");
    let now = db.statistics();
    assert!(now.idle == now.connections, "{now:?}");
}

#[tokio::test]
async fn a_connection_that_is_killed_while_nobody_uses_it_is_replaced() {
    let (db, database) = postgres("max=1").await;
    let before = process(&db).await.expect("asked");
    database.query(&format!("select pg_terminate_backend({before})"));
    until(
        &database,
        &format!("not exists (select from pg_stat_activity where pid = {before})"),
    )
    .await;
    // The news is on its way.
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_ne!(process(&db).await.expect("another one"), before);
}

/// What a server says that takes no more, or is about to go, is about itself.
#[tokio::test]
async fn what_the_server_says_of_itself_is_told_from_what_it_says_of_a_statement() {
    let (db, _database) = postgres("").await;
    for (code, lost) in [
        ("57P01", true),
        ("53200", true),
        ("08006", true),
        ("22012", false),
        ("42601", false),
    ] {
        let raised = format!("do $$ begin raise exception 'as if' using errcode = '{code}'; end $$");
        let error = db.batch(&raised).await.expect_err("raised");
        assert_eq!(error.is_lost(), lost, "{error:?}");
        assert_eq!(error.http_status(), if lost { 503 } else { 500 });
    }
}
