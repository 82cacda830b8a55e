//! Transactions.

use std::sync::atomic::{AtomicU32, Ordering};

use tablesmith::prelude::*;
use tablesmith::{Error, Result, retry};

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
