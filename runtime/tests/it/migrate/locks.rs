//! Tables that something else has locked (PostgreSQL).

use std::sync::Mutex;
use std::time::{Duration, Instant};

use tablesmith::migrate::{MigrateError, Progress};
use tokio_postgres::{Client, NoTls};

use super::fixture::{List, Place};

const TABLE: &str = "create table u (id integer primary key, name text); insert into u values (1, 'a');";

fn list(second: &str) -> List {
    List::new().with("table", TABLE, "").with("second", second, "")
}

async fn client(place: &Place) -> Client {
    let (client, connection) = tokio_postgres::connect(place.url(), NoTls).await.expect("a connection");
    tokio::spawn(connection);
    client
}

/// A transaction that has read the table and is still open.
async fn reader(place: &Place) -> Client {
    let client = client(place).await;
    client.batch_execute("begin; select * from u").await.expect("read");
    client
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_gives_way_and_is_tried_again() {
    let place = Place::postgres();
    let list = list("alter table u add column age integer;");
    list.migrator().up_by(&place.db().await, 1).await.expect("applied");
    let reader = reader(&place).await;
    let other = client(&place).await;

    let tries = Mutex::new(0);
    let migrator = list.migrator().on_progress(|progress| {
        if let Progress::Retry { tries: now, .. } = progress {
            *tries.lock().expect("nobody panicked") = *now;
        }
    });
    let db = place.db().await;
    let migrate = migrator.up(&db);
    let others = async {
        let mut longest = Duration::ZERO;
        let start = Instant::now();
        while start.elapsed() < Duration::from_secs(2) {
            let asked = Instant::now();
            other.batch_execute("select * from u").await.expect("read");
            longest = longest.max(asked.elapsed());
        }
        reader.batch_execute("commit").await.expect("done");
        longest
    };
    let (migrated, longest) = tokio::join!(migrate, others);
    migrated.expect("applied");
    assert!(*tries.lock().expect("nobody panicked") >= 2);
    // A tenth of a second, and what the machine adds.
    assert!(longest < Duration::from_millis(600), "somebody waited for {longest:?}");
    assert_eq!(place.query("select age is null from u"), ["t"]);
    assert_eq!(place.journal(), ["table 1 applied", "second 1 applied"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lock_that_stays_is_an_error() {
    let place = Place::postgres();
    let list = list("-- step: alone\nalter table u add column age integer;\n");
    list.migrator().up_by(&place.db().await, 1).await.expect("applied");
    let reader = reader(&place).await;
    let migrator = list.migrator().table_locks(Duration::from_millis(10), 3);
    let error = migrator.up(&place.db().await).await.expect_err("locked");
    assert!(matches!(&error, MigrateError::TableLocked { tries: 3, .. }), "{error}");
    assert!(error.is_database());
    assert!(
        error
            .to_string()
            .starts_with("`20261121T093001_second/up.sql`, line 2 (step 1): tried 3 times"),
        "{error}"
    );
    reader.batch_execute("commit").await.expect("done");
    list.up(&place).await.expect("goes on");
    assert_eq!(place.journal(), ["table 1 applied", "second 1 applied"]);
}

/// Such a build waits for old transactions, and nobody waits behind it.
#[tokio::test(flavor = "multi_thread")]
async fn a_concurrent_index_waits_as_long_as_it_takes() {
    let place = Place::postgres();
    let list = list("-- step: alone\ncreate index concurrently u_name on u (name);\n");
    list.migrator().up_by(&place.db().await, 1).await.expect("applied");
    let writer = client(&place).await;
    writer
        .batch_execute("begin; update u set name = 'b'")
        .await
        .expect("written");
    let migrator = list.migrator().table_locks(Duration::from_millis(10), 1);
    let db = place.db().await;
    let later = async {
        tokio::time::sleep(Duration::from_millis(500)).await;
        writer.batch_execute("commit").await.expect("done");
    };
    let (migrated, ()) = tokio::join!(migrator.up(&db), later);
    migrated.expect("applied");
    let valid = place.query("select indisvalid from pg_index where indexrelid = to_regclass('u_name')");
    assert_eq!(valid, ["t"]);
}
