//! What the database itself keeps to a scope: SQL of one's own, statements in transactions, connections that come back.

use std::time::Duration;

use tablesmith::executor::Everyone;
use tablesmith::prelude::*;
use tablesmith::{Db, Error, Result, Uuid, sql};

use crate::databases::{databases, secured};
use crate::migrate::pooler::pooler;
use crate::models::{Tag, User, VideoSummary as V, summary, user};

/// Anna and Bert, with a video each.
async fn two(db: &Db) -> [User; 2] {
    let users = [user(db, "anna").await, user(db, "bert").await];
    for user in &users {
        let new = V::create(summary(&format!("{}0000001", user.name))).id(&user.name);
        new.exec(&db.scope(user)).await.expect("a video");
    }
    users
}

const IDS: &str = "select id from video_summary order by id";

async fn ids(executor: &Db) -> Vec<(String,)> {
    executor.rows(IDS, &[]).await.expect("rows")
}

fn named(names: &[&str]) -> Vec<(String,)> {
    names.iter().map(|name| ((*name).to_owned(),)).collect()
}

#[tokio::test]
async fn sql_of_ones_own_reaches_what_the_executor_does() {
    for database in secured().await {
        let db = &database.db;
        let [anna, bert] = two(db).await;
        assert_eq!(ids(db).await, [], "nobody was named");
        for (mine, expected) in [(db.scope(&anna), "anna"), (db.scope(&bert), "bert")] {
            let rows = sql(IDS).under_row_security().rows::<(String,)>(&mine).await;
            assert_eq!(rows.expect("rows"), named(&[expected]));
        }
        let mine = db.scope(&anna);
        let taken = sql("update video_summary set title = $1 where id = 'bert'").bind("taken");
        assert_eq!(taken.under_row_security().execute(&mine).await.expect("no row"), 0);
        let given = sql("update video_summary set user_id = $1").bind(bert.id.as_str());
        let given = given.under_row_security().execute(&mine).await;
        assert!(matches!(given, Err(Error::Scope { .. })), "{given:?}");
        let all = sql(IDS).under_row_security().rows::<(String,)>(&db.unscoped()).await;
        assert_eq!(all.expect("rows"), named(&["anna", "bert"]));
        assert_eq!(ids(db).await, [], "what was told is over");
    }
}

#[tokio::test]
async fn without_row_security_such_sql_is_not_sent() {
    for database in databases().await {
        let db = &database.db;
        let outcome = sql("select 1")
            .under_row_security()
            .rows::<(i32,)>(&db.unscoped())
            .await;
        let is_sqlite = db.dialect() == tablesmith::Dialect::Sqlite;
        assert_eq!(matches!(outcome, Err(Error::Unsupported(_))), is_sqlite, "{outcome:?}");
    }
}

#[tokio::test]
async fn a_transaction_goes_from_one_scope_to_another_and_back() {
    for database in secured().await {
        let db = &database.db;
        let [anna, bert] = two(db).await;
        let outcome = db.transaction(async |tx| {
            let rows = async || tx.rows::<(String,)>(IDS, &[]).await;
            assert_eq!(rows().await?, []);
            assert_eq!(V::count(&tx.scope(&anna)).await?, 1);
            assert_eq!(
                rows().await?,
                [],
                "the scope is of the executor, not of the transaction"
            );
            assert_eq!(V::query().all(&tx.unscoped()).await?.len(), 2);
            assert_eq!(V::query().all(&tx.scope(&bert)).await?[0].id, "bert");
            assert_eq!(Tag::count(&tx).await?, 0);
            // A savepoint that is undone takes back what was told within it.
            let undone: Result<()> = tx
                .transaction(async |tx| {
                    assert_eq!(V::query().all(&tx.scope(&anna)).await?[0].id, "anna");
                    Err(Error::other("undone"))
                })
                .await;
            assert!(undone.is_err());
            assert_eq!(V::query().all(&tx.scope(&anna)).await?[0].id, "anna");
            assert_eq!(V::query().all(&tx.scope(&bert)).await?[0].id, "bert");
            let undone = tx.transaction(async |tx| tx.batch("select nothing").await).await;
            assert!(undone.is_err());
            assert_eq!(rows().await?, []);
            tx.batch("create temporary table seen as select id from video_summary")
                .await?;
            assert_eq!(tx.rows::<(String,)>("select id from seen", &[]).await?, []);
            Ok(())
        });
        outcome.await.expect("a transaction");
        assert_eq!(ids(db).await, []);
    }
}

#[tokio::test]
async fn a_statement_that_fails_or_is_dropped_leaves_nothing_behind() {
    for database in secured().await {
        let db = &database.db;
        let [anna, _] = two(db).await;
        let mine = db.scope(&anna);
        for _ in 0..3 {
            let again = V::create(summary("anna0000001")).exec(&mine).await;
            assert!(matches!(again, Err(Error::UniqueViolation { .. })), "{again:?}");
            assert_eq!(V::count(&mine).await.expect("counted"), 1);
        }
        let slow = sql("select pg_sleep(0.05), id from video_summary").under_row_security();
        let dropped = tokio::time::timeout(Duration::from_millis(5), slow.rows::<(String,)>(&mine)).await;
        assert!(dropped.is_err(), "{dropped:?}");
        for _ in 0..12 {
            assert_eq!(ids(db).await, []);
            assert_eq!(V::count(&mine).await.expect("counted"), 1);
        }
    }
}

#[tokio::test]
async fn a_table_that_changed_is_read_again() {
    let database = secured().await.swap_remove(0);
    let db = &database.db;
    let [anna, _] = two(db).await;
    assert_eq!(V::all(&db.scope(&anna), 9).await.expect("rows").len(), 1);
    db.batch("alter table video_summary alter column title type varchar(100)")
        .await
        .expect("altered");
    assert_eq!(V::all(&db.scope(&anna), 9).await.expect("rows").len(), 1);
}

#[tokio::test]
async fn a_row_that_would_be_somebody_elses_is_refused() {
    for database in secured().await {
        let db = &database.db;
        let [anna, _] = two(db).await;
        let taken = V::create(summary("anna0000002"))
            .id("bert")
            .upsert(&db.scope(&anna))
            .await;
        assert!(matches!(taken, Err(Error::Scope { .. })), "{taken:?}");
    }
}

#[tokio::test]
async fn tools_reach_every_row_where_they_ask_to() {
    let database = secured().await.swap_remove(0);
    let [anna, _] = two(&database.db).await;
    let tool = Db::builder().unscoped().connect(&database.url).await.expect("connects");
    assert_eq!(ids(&tool).await, named(&["anna", "bert"]));
    assert_eq!(V::count(&tool.scope(&anna)).await.expect("counted"), 1);
}

async fn count(executor: &impl Executor<Access = Everyone>) -> u64 {
    V::query().count(executor).await.expect("counted")
}

#[tokio::test]
async fn streams_and_relations_go_through_the_door() {
    for database in secured().await {
        let db = &database.db;
        two(db).await;
        let everyone = db.unscoped();
        assert_eq!(count(&everyone).await, 2);
        let mut rows = V::query().stream(&everyone);
        let mut found = 0;
        while rows.next().await.expect("a row").is_some() {
            found += 1;
        }
        assert_eq!(found, 2);
        let with = User::query().with(User::VIDEOS).all(&everyone).await.expect("rows");
        assert!(
            with.iter()
                .all(|(user, videos)| videos.len() == 1 && videos[0].id == user.name)
        );
    }
}

#[derive(Debug, Clone, PartialEq, tablesmith::Dao)]
#[dao(table = "by_uuid", primary_key(columns(id)), scope(owner, rls, owner = Uuid))]
struct ByUuid {
    id: i64,
    owner: Uuid,
}

#[derive(Debug, Clone, tablesmith::New)]
#[new(ByUuid)]
struct NewByUuid {
    id: i64,
}

#[derive(Debug, Clone, PartialEq, tablesmith::Dao)]
#[dao(table = "by_number", primary_key(columns(id)), scope(owner, rls, owner = i64))]
struct ByNumber {
    id: i64,
    owner: i64,
}

#[derive(Debug, Clone, tablesmith::New)]
#[new(ByNumber)]
struct NewByNumber {
    id: i64,
}

#[tokio::test]
async fn keys_are_of_any_type() {
    let database = secured().await.swap_remove(0);
    let db = &database.db;
    for (table, key) in [("by_uuid", "uuid"), ("by_number", "bigint")] {
        db.batch(&format!(
            "create table {table} (id bigint primary key, owner {key} not null); \
             create policy tablesmith_scope on {table} \
                 using (owner = (select nullif(current_setting('tablesmith.scope', true), '')::{key})); \
             alter table {table} enable row level security; alter table {table} force row level security"
        ))
        .await
        .expect("a table");
    }
    let (first, second) = (Uuid::from_u128(1), Uuid::from_u128(2));
    for (id, owner) in [(1, first), (2, second)] {
        let made = ByUuid::insert_many(&db.scope(&owner), [NewByUuid { id }]).await;
        assert_eq!(made.expect("a row"), 1);
    }
    assert_eq!(
        ByUuid::all(&db.scope(&second), 9).await.expect("rows"),
        [ByUuid { id: 2, owner: second }]
    );
    for owner in [-7_i64, 8] {
        let made = ByNumber::insert_many(&db.scope(&owner), [NewByNumber { id: owner }]).await;
        assert_eq!(made.expect("a row"), 1);
    }
    let all = sql("select id, owner from by_number").under_row_security();
    assert_eq!(
        all.rows::<ByNumber>(&db.scope(&-7_i64)).await.expect("rows"),
        [ByNumber { id: -7, owner: -7 }]
    );
}

#[tokio::test]
async fn a_pooler_that_shares_a_process_out_by_the_transaction_mixes_no_scopes() {
    let database = secured().await.swap_remove(2);
    let users = two(&database.db).await;
    let (before, address) = database.url.split_once('@').expect("a user stands in it");
    let (address, after) = address.split_once('/').expect("a database stands in it");
    let url = format!("{before}@127.0.0.1:{}/{after}", pooler(address.to_owned()));
    let url = format!("{url}&sslmode=disable&max=2");
    let clients = [
        Db::connect(&url).await.expect("connects"),
        Db::connect(&url).await.expect("connects"),
    ];
    let asked = clients.iter().zip(&users).map(async |(db, user)| {
        let mine = db.scope(user);
        for _ in 0..50 {
            let videos = V::query().all(&mine).await.expect("videos");
            assert_eq!(videos.iter().map(|video| &video.id).collect::<Vec<_>>(), [&user.name]);
            assert_eq!(ids(db).await, []);
        }
        let inside = db.transaction(async |tx| V::count(&tx.scope(user)).await);
        assert_eq!(inside.await.expect("counted"), 1);
    });
    futures_util::future::join_all(asked).await;
}
