//! Transactions.

use std::sync::atomic::{AtomicU32, Ordering};

use tablesmith::prelude::*;
use tablesmith::{Error, Isolation, Result, TransactionOptions, retry};

use crate::databases::databases;
use crate::models::{NewTag, Tag, VideoSummary, summary, user};

fn tag(name: &str) -> NewTag {
    NewTag { name: name.to_owned() }
}

#[tokio::test]
async fn what_fails_is_undone() {
    for database in databases().await {
        let db = &database.db;
        let failed: Result<()> = db
            .transaction(async |tx| {
                Tag::create(tag("a")).exec(&tx).await?;
                Err(Error::other("changed my mind"))
            })
            .await;
        assert_eq!(failed.expect_err("an error").to_string(), "changed my mind");
        assert_eq!(Tag::count(db).await.expect("counted"), 0);

        let made = db
            .transaction(async |tx| {
                let made = Tag::create(tag("a")).exec(&tx).await?;
                assert_eq!(Tag::count(&tx).await?, 1);
                Ok(made)
            })
            .await
            .expect("committed");
        assert_eq!(Tag::find(db, made.id).await.expect("found"), Some(made));
    }
}

#[tokio::test]
async fn a_savepoint_is_undone_alone() {
    for database in databases().await {
        let db = &database.db;
        db.transaction(async |tx| {
            Tag::create(tag("a")).exec(&tx).await?;
            let inner: Result<()> = tx
                .transaction(async |tx| {
                    Tag::create(tag("b")).exec(&tx).await?;
                    Tag::create(tag("a")).exec(&tx).await?;
                    Ok(())
                })
                .await;
            assert!(inner.expect_err("taken").violates(Tag::NAME_KEY));
            tx.transaction(async |tx| Tag::create(tag("c")).exec(&tx).await).await?;
            Ok(())
        })
        .await
        .expect("committed");
        let names: Vec<String> = Tag::all(db, 9)
            .await
            .expect("listed")
            .into_iter()
            .map(|tag| tag.name)
            .collect();
        assert_eq!(names, ["a", "c"]);
    }
}

#[tokio::test]
async fn a_dropped_transaction_is_undone() {
    for database in databases().await {
        let db = &database.db;
        {
            let work = db.transaction(async |tx| {
                Tag::create(tag("a")).exec(&tx).await?;
                std::future::pending::<Result<()>>().await
            });
            let mut work = std::pin::pin!(work);
            // The insert has been made once the row can be asked for on the same connection; the rest never ends.
            let outcome = tokio::time::timeout(std::time::Duration::from_millis(200), &mut work).await;
            assert!(outcome.is_err());
        }
        assert_eq!(Tag::count(db).await.expect("counted"), 0);
        Tag::create(tag("a")).exec(db).await.expect("nothing holds a lock");
    }
}

#[tokio::test]
async fn a_transaction_does_not_outlive_its_closure() {
    for database in databases().await {
        let db = &database.db;
        let leaked = db.transaction(async |tx| Ok(tx)).await.expect("committed");
        let error = Tag::count(&leaked).await.expect_err("ended");
        assert!(matches!(error, Error::TransactionEnded), "{error:?}");
    }
}

#[tokio::test]
async fn what_was_in_the_way_is_tried_again() {
    for database in databases().await {
        let attempts = AtomicU32::new(0);
        let counted = database
            .db
            .transaction_with(retry(3).serializable(), |tx| {
                let attempt = attempts.fetch_add(1, Ordering::Relaxed);
                async move {
                    Tag::create(tag("a")).exec(&tx).await?;
                    if attempt < 2 {
                        return Err(Error::Stale {
                            reason: "as if".to_owned(),
                        });
                    }
                    Tag::count(&tx).await
                }
            })
            .await
            .expect("the third time");
        assert_eq!((counted, attempts.load(Ordering::Relaxed)), (1, 3));
    }
}

#[tokio::test]
async fn a_transaction_has_scopes() {
    for database in databases().await {
        let db = &database.db;
        let anna = user(db, "anna").await;
        db.transaction(async |tx| {
            VideoSummary::create(summary("anna0000001"))
                .exec(&tx.scope(&anna))
                .await?;
            Ok(())
        })
        .await
        .expect("committed");
        assert_eq!(VideoSummary::count(&db.scope(&anna)).await.expect("counted"), 1);
    }
}

/// What an HTTP handler needs.
#[test]
fn futures_can_be_sent_between_threads() {
    fn is_send<T: Send>(_: T) {}
    fn check(db: &tablesmith::Db) {
        is_send(Tag::find(db, 1));
        is_send(Tag::insert_many(db, [tag("a")]));
        is_send(Tag::create(tag("a")).exec(db));
        is_send(db.transaction_with(retry(1), |tx| async move { Tag::count(&tx).await }));
    }
    let _ = check;
}

/// PostgreSQL says nothing at COMMIT of a transaction that an error has broken, and SQLite would commit what is left of it.
#[tokio::test]
async fn a_failure_that_is_passed_over_does_not_commit_the_rest() {
    for database in databases().await {
        let db = &database.db;
        let outcome = db
            .transaction(async |tx| {
                Tag::create(tag("a")).exec(&tx).await?;
                let taken = Tag::create(tag("a")).exec(&tx).await;
                assert!(taken.expect_err("taken").violates(Tag::NAME_KEY));
                let later = Tag::count(&tx).await.expect_err("broken");
                assert!(matches!(later, Error::TransactionAborted { .. }), "{later:?}");
                Ok(())
            })
            .await;
        assert!(matches!(outcome, Err(Error::TransactionAborted { .. })), "{outcome:?}");
        let outcome = db
            .transaction(async |tx| {
                tx.transaction(async |tx| {
                    Tag::create(tag("b")).exec(&tx).await?;
                    let _ = Tag::create(tag("b")).exec(&tx).await;
                    Ok(())
                })
                .await
                .expect_err("not released either");
                Tag::create(tag("c")).exec(&tx).await.map(|_| ())
            })
            .await;
        outcome.expect("the transaction goes on");
        let names: Vec<String> = Tag::all(db, 9)
            .await
            .expect("listed")
            .into_iter()
            .map(|tag| tag.name)
            .collect();
        assert_eq!(names, ["c"]);
    }
}

/// The first row is read, the error after it is not.
#[tokio::test]
async fn an_error_behind_the_rows_that_are_read_does_not_pass_for_a_commit() {
    for database in databases().await {
        let db = &database.db;
        if db.dialect() != tablesmith::Dialect::Postgres {
            // SQLite makes rows as they are asked for, so that there is no such error.
            continue;
        }
        let outcome = db
            .transaction(async |tx| {
                Tag::create(tag("a")).exec(&tx).await?;
                let first: Option<(i32,)> = tablesmith::sql("select 1 / (3 - n) from generate_series(1, 3) as n")
                    .first(&tx)
                    .await?;
                assert!(first.is_some());
                Ok(())
            })
            .await;
        assert!(matches!(outcome, Err(Error::TransactionAborted { .. })), "{outcome:?}");
        assert_eq!(Tag::count(db).await.expect("counted"), 0);
    }
}

#[tokio::test]
async fn while_a_savepoint_is_open_the_transaction_around_it_waits() {
    for database in databases().await {
        let db = &database.db;
        db.transaction(async |outer| {
            let inside = outer
                .transaction(async |tx| {
                    let error = Tag::count(&outer).await.expect_err("around an open savepoint");
                    assert!(matches!(error, Error::SavepointOpen), "{error:?}");
                    let error = outer.transaction(async |_| Ok(())).await.expect_err("likewise");
                    assert!(matches!(error, Error::SavepointOpen), "{error:?}");
                    Tag::create(tag("a")).exec(&tx).await.map(|_| tx)
                })
                .await?;
            let error = Tag::count(&inside).await.expect_err("ended");
            assert!(matches!(error, Error::TransactionEnded), "{error:?}");
            assert_eq!(Tag::count(&outer).await?, 1);
            Ok(())
        })
        .await
        .expect("committed");
    }
}

#[tokio::test]
async fn a_savepoint_that_is_dropped_takes_the_transaction_with_it() {
    for database in databases().await {
        let db = &database.db;
        let outcome = db
            .transaction(async |tx| {
                Tag::create(tag("a")).exec(&tx).await?;
                let savepoint = tx.transaction(async |tx| {
                    Tag::create(tag("b")).exec(&tx).await?;
                    std::future::pending::<Result<()>>().await
                });
                let late = tokio::time::timeout(std::time::Duration::from_millis(200), savepoint).await;
                assert!(late.is_err());
                Ok(())
            })
            .await;
        assert!(matches!(outcome, Err(Error::TransactionAborted { .. })), "{outcome:?}");
        assert_eq!(Tag::count(db).await.expect("counted"), 0, "neither whole nor half");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_spawned_task_has_savepoints_that_borrow() {
    for database in databases().await {
        let db = database.db.clone();
        let task = tokio::spawn(async move {
            let names = vec!["a".to_owned(), "b".to_owned(), "a".to_owned()];
            db.transaction(async |tx| {
                for name in &names {
                    let made = tx.transaction(async |tx| Tag::create(tag(name)).exec(&tx).await).await;
                    if made.is_err() {
                        tx.savepoint(|tx| async move { Tag::create(tag("again")).exec(&tx).await })
                            .await?;
                    }
                }
                Tag::count(&tx).await
            })
            .await
        });
        assert_eq!(task.await.expect("no panic").expect("committed"), 3);
    }
}

#[tokio::test]
async fn a_transaction_that_only_reads_writes_nothing() {
    for database in databases().await {
        let db = &database.db;
        let outcome = db
            .transaction_with(retry(0).read_only(), |tx| async move {
                assert_eq!(Tag::count(&tx).await?, 0);
                Tag::create(tag("a")).exec(&tx).await
            })
            .await;
        assert!(matches!(outcome, Err(Error::Database { .. })), "{outcome:?}");
        Tag::create(tag("a")).exec(db).await.expect("it is over");
    }
}

#[tokio::test]
async fn isolation_is_what_was_asked_for() {
    for database in databases().await {
        let db = &database.db;
        if db.dialect() != tablesmith::Dialect::Postgres {
            // There is only one, and nothing to ask.
            continue;
        }
        for (isolation, expected) in [
            (Isolation::ReadCommitted, "read committed"),
            (Isolation::RepeatableRead, "repeatable read"),
            (Isolation::Serializable, "serializable"),
        ] {
            let options = TransactionOptions::default().isolation(isolation).read_only();
            let found = db
                .transaction_with(options, |tx| async move {
                    let show =
                        "select current_setting('transaction_isolation'), current_setting('transaction_read_only')";
                    tx.rows::<(String, String)>(show, &[]).await
                })
                .await;
            assert_eq!(found.expect("asked"), [(expected.to_owned(), "on".to_owned())]);
        }
    }
}

/// Somebody who keeps a transaction for longer than it lasts keeps no connection from others.
#[tokio::test]
async fn a_transaction_that_has_ended_holds_no_connection() {
    let db = tablesmith::Db::connect("sqlite::memory:?acquire_timeout=50ms")
        .await
        .expect("connects");
    let ended = db.transaction(async |tx| Ok(tx)).await.expect("committed");
    db.batch("create table t (a integer)")
        .await
        .expect("the connection is back");
    drop(ended);
}
