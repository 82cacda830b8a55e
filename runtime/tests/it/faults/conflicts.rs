//! Transactions in each other's way.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use tablesmith::prelude::*;
use tablesmith::{Datum, Db, Error, retry};
use tokio::sync::Barrier;

use super::{LIMIT, count, postgres};
use crate::databases::databases;
use crate::models::{NewTag, Tag};

/// Read, add one, write: all of them count, on each database.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_between_transactions_that_read_and_write_the_same() {
    for database in databases().await {
        let db = &database.db;
        let new = NewTag { name: "0".to_owned() };
        let id = Tag::create(new).exec(db).await.expect("made").id;
        let tasks: Vec<_> = (0..4)
            .map(|_| {
                let db = db.clone();
                tokio::spawn(async move {
                    for _ in 0..5 {
                        db.transaction_with(retry(100).serializable(), |tx| async move {
                            let tag = Tag::get(&tx, id).await?;
                            let number: u32 = tag.name.parse().map_err(Error::other)?;
                            tokio::task::yield_now().await;
                            Tag::update(id).name((number + 1).to_string()).exec(&tx).await
                        })
                        .await?;
                    }
                    Ok::<(), Error>(())
                })
            })
            .collect();
        for task in tasks {
            task.await.expect("no panic").expect("tried often enough");
        }
        assert_eq!(Tag::get(db, id).await.expect("there").name, "20");
    }
}

#[tokio::test]
async fn a_conflict_is_told_where_nobody_asked_for_another_try() {
    let (db, _database) = postgres("max=3").await;
    db.batch("insert into t values (1)").await.expect("inserted");
    let outcome = db
        .transaction_with(retry(0).serializable(), |tx| {
            let db = &db;
            async move {
                let rows: Vec<(i32,)> = tx.rows("select a from t", &[]).await?;
                db.batch("update t set a = 5").await?;
                tx.batch("update t set a = 2").await.map(|()| rows.len())
            }
        })
        .await;
    let error = outcome.expect_err("changed in between");
    assert!(matches!(error, Error::Stale { .. }), "{error:?}");
    assert!(error.is_transient());
    assert_eq!(error.http_status(), 409);
    assert_eq!(db.rows::<(i32,)>("select a from t", &[]).await.expect("read"), [(5,)]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_that_wait_for_each_other_one_is_run_again() {
    let (db, _database) = postgres("options=-c%20deadlock_timeout=50ms").await;
    db.batch("create table u (id integer, a integer); insert into u values (1, 0), (2, 0)")
        .await
        .expect("made");
    let both_have_one = Arc::new(Barrier::new(2));
    let attempts = Arc::new(AtomicU32::new(0));
    let tasks: Vec<_> = [(1, 2), (2, 1)]
        .into_iter()
        .map(|(first, second)| {
            let (db, both_have_one, attempts) = (db.clone(), Arc::clone(&both_have_one), Arc::clone(&attempts));
            tokio::spawn(async move {
                db.transaction_with(retry(3), |tx| {
                    let attempt = attempts.fetch_add(1, Ordering::Relaxed);
                    let both_have_one = &both_have_one;
                    async move {
                        let update = "update u set a = a + 1 where id = $1";
                        tx.execute(update, &[Datum::Integer(first)]).await?;
                        if attempt < 2 {
                            both_have_one.wait().await;
                        }
                        tx.execute(update, &[Datum::Integer(second)]).await
                    }
                })
                .await
            })
        })
        .collect();
    for task in tasks {
        let outcome = tokio::time::timeout(LIMIT, task).await.expect("in time");
        outcome.expect("no panic").expect("done");
    }
    let attempts = attempts.load(Ordering::Relaxed);
    assert!(
        (3..=5).contains(&attempts),
        "{attempts}: one of them at least was run again"
    );
    let rows: Vec<(i32,)> = db.rows("select a from u", &[]).await.expect("read");
    assert_eq!(rows, [(2,), (2,)]);
}

struct BusyFile {
    _folder: tempfile::TempDir,
    db: Db,
    other: rusqlite::Connection,
}

/// A file that another process writes to.
async fn busy_file() -> BusyFile {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("busy.db");
    let db = Db::connect(&format!("sqlite:{}?busy_timeout=20ms", file.display()))
        .await
        .expect("connects");
    db.batch("create table t (a integer)").await.expect("made");
    let other = rusqlite::Connection::open(&file).expect("opens");
    other
        .execute_batch("begin immediate; insert into t values (7)")
        .expect("locked");
    BusyFile {
        _folder: folder,
        db,
        other,
    }
}

#[tokio::test]
async fn a_busy_file_is_tried_a_bounded_number_of_times() {
    let BusyFile { db, other, _folder } = busy_file().await;
    let started = Instant::now();
    let error = db.execute("insert into t values (1)", &[]).await.expect_err("busy");
    assert!(matches!(error, Error::Stale { .. }), "{error:?}");
    let runs = AtomicU32::new(0);
    let outcome = db
        .transaction_with(retry(3), |tx| {
            runs.fetch_add(1, Ordering::Relaxed);
            async move { tx.execute("insert into t values (1)", &[]).await }
        })
        .await;
    assert!(outcome.expect_err("busy all the time").is_transient());
    assert_eq!(
        runs.load(Ordering::Relaxed),
        0,
        "the lock is taken before anything is done"
    );
    assert!(started.elapsed() < Duration::from_secs(3), "{:?}", started.elapsed());
    assert_eq!(count(&db).await, 0, "who reads is not kept from it");

    other.execute_batch("commit").expect("let go");
    db.execute("insert into t values (1)", &[]).await.expect("free");
    assert_eq!(count(&db).await, 2);
    let now = db.statistics();
    assert_eq!(now.idle, now.connections, "{now:?}");
}

#[tokio::test]
async fn a_file_that_is_let_go_in_the_meantime_is_written_to() {
    let BusyFile { db, other, _folder } = busy_file().await;
    let letting_go = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(150));
        other.execute_batch("rollback").expect("let go");
    });
    let outcome = db
        .transaction_with(retry(20), |tx| async move {
            tx.execute("insert into t values (1)", &[]).await
        })
        .await;
    assert_eq!(outcome.expect("in the end"), 1);
    letting_go.join().expect("no panic");
    assert_eq!(count(&db).await, 1);
}
