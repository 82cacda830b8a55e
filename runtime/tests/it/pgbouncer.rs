//! A real `PgBouncer` in transaction mode, with far more clients than connections to the server. The other tests go through one
//! as well: one of [`databases`](crate::databases::databases), and one of those that are secured, is behind it.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use tablesmith::prelude::*;
use tablesmith::{Db, Error, Result, retry};
use testing::postgres::Server;

use crate::databases::secured;
use crate::models::{NewTag, Tag, User, VideoSummary, summary, user};

const TASKS: usize = 24;

/// Runs the same at once, with a number for each.
async fn at_once<F: Future<Output = Result<()>> + Send + 'static>(work: impl Fn(usize) -> F) {
    let tasks: Vec<_> = (0..TASKS).map(|number| tokio::spawn(work(number))).collect();
    for task in tasks {
        task.await.expect("no panic").expect("no error");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_clients_share_two_connections() {
    let server = Server::shared();
    let pooler = server.pooler(2);
    let database = server.database();
    database.execute(include_str!("tables.postgres.sql"));
    let url = format!("{}?prepare=false&max={TASKS}", pooler.url(database.url()));
    let db = Db::connect(&url).await.expect("connects");
    let processes = Arc::new(Mutex::new(BTreeSet::new()));
    at_once(|number| {
        let (db, processes) = (db.clone(), Arc::clone(&processes));
        async move {
            let new = |name: String| Tag::create(NewTag { name });
            let tag = new(format!("tag {number}")).exec(&db).await?;
            let found = db
                .transaction_with(retry(3), |tx| async move {
                    let process = sql("select pg_backend_pid()");
                    let (before,): (i32,) = process.clone().one(&tx).await?;
                    Tag::update(tag.id).name(format!("changed {number}")).exec(&tx).await?;
                    // What may fail, in a savepoint.
                    let taken = tx.transaction(async |tx| {
                        let values = NewTag {
                            name: format!("changed {number}"),
                        };
                        Tag::create(values).exec(&tx).await
                    });
                    assert!(matches!(taken.await, Err(Error::UniqueViolation { .. })));
                    let (after,): (i32,) = process.one(&tx).await?;
                    assert_eq!(before, after, "a transaction keeps its connection");
                    Ok((Tag::get(&tx, tag.id).await?, before))
                })
                .await?;
            assert_eq!(found.0.name, format!("changed {number}"));
            processes.lock().expect("unpoisoned").insert(found.1);
            let undone: Result<()> = db
                .transaction(async |tx| {
                    Tag::delete(&tx, tag.id).await?;
                    Err(Error::other("undone"))
                })
                .await;
            assert!(undone.is_err());
            let rows = (0..3).map(|row| NewTag {
                name: format!("row {row} of {number}"),
            });
            let inserted = Tag::insert_many_returning(&db, rows).await?;
            let ids: Vec<i64> = inserted.iter().map(|tag| tag.id).collect();
            let found = Tag::query()
                .filter(Tag::ID.in_(ids))
                .order_by(Tag::ID.asc())
                .all(&db)
                .await?;
            assert_eq!(found, inserted);
            Ok(())
        }
    })
    .await;
    assert_eq!(Tag::count(&db).await.expect("counted"), 4 * TASKS as u64);
    let processes = processes.lock().expect("unpoisoned").len();
    let statistics = db.statistics();
    assert!(processes <= 2, "{processes} processes of the server");
    assert!(statistics.connections > 2, "{statistics:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn scopes_of_many_clients_are_not_mixed() {
    let databases = secured().await;
    let behind = databases
        .iter()
        .filter(|database| database.url.contains("prepare=false"));
    let pooler = Server::shared().pooler(2);
    for database in behind {
        let url = pooler.url(&format!("{}&max={TASKS}", database.url));
        let db = Db::connect(&url).await.expect("connects");
        let mut owners: Vec<User> = Vec::new();
        for number in 0..4 {
            let owner = user(&db, &format!("owner{number}")).await;
            let new = VideoSummary::create(summary(&format!("{number:011}")));
            new.exec(&db.scope(&owner)).await.expect("created");
            owners.push(owner);
        }
        let owners = Arc::new(owners);
        at_once(|number| {
            let (db, owners) = (db.clone(), Arc::clone(&owners));
            async move {
                for round in 0..8 {
                    let owner = &owners[(number + round) % owners.len()];
                    let mine = db.scope(owner);
                    let rows = sql("select user_id from video_summary").under_row_security();
                    let found: Vec<(String,)> = rows.clone().rows(&mine).await?;
                    assert_eq!(found, [(owner.id.clone(),)]);
                    let found = VideoSummary::query().with(VideoSummary::USER).all(&mine).await?;
                    assert_eq!((found.len(), &found[0].1.id), (1, &owner.id));
                    let nobody: Vec<(String,)> = db.rows("select user_id from video_summary", &[]).await?;
                    assert!(nobody.is_empty(), "{nobody:?}");
                    let all = db
                        .transaction(async |tx| {
                            let mine: Vec<(String,)> = rows.rows(&tx.scope(owner)).await?;
                            assert_eq!(mine, [(owner.id.clone(),)]);
                            VideoSummary::count(&tx.unscoped()).await
                        })
                        .await?;
                    assert_eq!(all, 4);
                }
                Ok(())
            }
        })
        .await;
    }
}
