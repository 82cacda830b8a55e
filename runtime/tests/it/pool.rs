//! Pools: several tasks at once, migrations under prepared statements, numbers, sockets.

use tablesmith::prelude::*;
use tablesmith::{Datum, Db};
use testing::postgres::Server;

use crate::databases::databases;
use crate::models::{NewTag, Tag};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_tasks_share_a_database() {
    for database in databases().await {
        let db = &database.db;
        let tasks: Vec<_> = (0..40)
            .map(|number| {
                let db = db.clone();
                tokio::spawn(async move {
                    let tag = Tag::create(NewTag {
                        name: format!("tag {number}"),
                    })
                    .exec(&db)
                    .await?;
                    db.transaction(async |tx| Tag::get(&tx, tag.id).await).await
                })
            })
            .collect();
        for task in tasks {
            task.await.expect("no panic").expect("no error");
        }
        assert_eq!(Tag::count(db).await.expect("counted"), 40);
        let statistics = db.statistics();
        assert!(statistics.statements >= 80, "{statistics:?}");
        assert!(statistics.connections <= statistics.max, "{statistics:?}");
    }
}

#[tokio::test]
async fn prepared_statements_survive_a_changed_table() {
    for database in databases().await {
        let db = &database.db;
        Tag::create(NewTag { name: "a".to_owned() })
            .exec(db)
            .await
            .expect("created");
        let select = "select * from tag";
        let before: Vec<(i64, String)> = db.rows(select, &[]).await.expect("two columns");
        db.batch("alter table tag add column colour text default 'red'")
            .await
            .expect("altered");
        let after: Vec<(i64, String, String)> = db.rows(select, &[]).await.expect("three columns");
        assert_eq!((before.len(), after[0].2.as_str()), (1, "red"));
        assert_eq!(Tag::all(db, 9).await.expect("listed").len(), 1);
    }
}

#[tokio::test]
async fn a_dedicated_connection_keeps_its_session() {
    for database in databases().await {
        let dedicated = database.db.dedicated().await.expect("a connection");
        dedicated
            .batch("create temporary table mine (a bigint)")
            .await
            .expect("created");
        let parameter = if dedicated.dialect().as_str() == "postgres" {
            "$1"
        } else {
            "?1"
        };
        let insert = format!("insert into mine values ({parameter})");
        assert_eq!(
            dedicated
                .execute(&insert, &[Datum::Integer(7)])
                .await
                .expect("inserted"),
            1
        );
        let rows: Vec<(i64,)> = dedicated.rows("select a from mine", &[]).await.expect("read");
        assert_eq!(rows, [(7,)]);
    }
}

#[tokio::test]
async fn a_unix_socket_is_a_way_in() {
    let database = Server::shared().database();
    let db = Db::connect(&database.socket_url()).await.expect("connects");
    let rows: Vec<(i32,)> = db.rows("select 1", &[]).await.expect("answers");
    assert_eq!(rows, [(1,)]);
}

#[tokio::test]
async fn a_server_without_encryption_is_not_talked_to_where_it_is_required() {
    let database = Server::shared().database();
    let error = Db::connect(&format!("{}?sslmode=require", database.url())).await;
    assert!(matches!(error, Err(tablesmith::Error::Connection { .. })), "{error:?}");
    Db::connect(&format!("{}?sslmode=prefer", database.url()))
        .await
        .expect("connects");
}

#[tokio::test]
async fn a_statement_that_takes_too_long_is_cancelled() {
    let database = Server::shared().database();
    let db = Db::connect(&format!("{}?statement_timeout=50ms", database.url()))
        .await
        .expect("connects");
    let error = db.execute("select pg_sleep(30)", &[]).await.expect_err("too long");
    assert!(matches!(error, tablesmith::Error::Timeout { .. }), "{error:?}");
}

#[tokio::test]
async fn a_locked_file_is_waited_for() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let file = directory.path().join("locked.db");
    let writer = rusqlite::Connection::open(&file).expect("opens");
    writer
        .execute_batch("create table t (a integer); begin immediate; insert into t values (1)")
        .expect("locked");
    let url = |timeout| format!("sqlite:{}?busy_timeout={timeout}", file.display());

    let error = Db::connect(&url("20ms")).await.expect_err("nobody lets go of it");
    assert!(error.to_string().contains("database is locked"), "{error}");

    // Whether the lock is met or not is up to the scheduler; either way it must not matter.
    let url = url("30s");
    let connecting = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.expect("a runtime").block_on(async {
            let db = Db::connect(&url).await?;
            db.rows::<(i64,)>("select a from t", &[]).await
        })
    });
    writer.execute_batch("commit").expect("let go");
    assert_eq!(connecting.join().expect("no panic").expect("connected"), [(1,)]);
}
