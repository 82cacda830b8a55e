//! The connections to a SQLite file: how many there are, how long they stay, what is said of slow statements.

use std::fmt::Debug;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tablesmith::{Datum, Db, Error, retry};
use tracing::field::{Field, Visit};
use tracing::span;

struct File {
    _folder: tempfile::TempDir,
    db: Db,
}

async fn file(parameters: &str) -> File {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite:{}?{parameters}", folder.path().join("pool.db").display());
    let db = Db::connect(&url).await.expect("connects");
    db.batch("create table t (a integer); insert into t values (1)")
        .await
        .expect("made");
    File { _folder: folder, db }
}

async fn count(db: &Db) -> i64 {
    db.rows::<(i64,)>("select count(*) from t", &[]).await.expect("read")[0].0
}

/// On a connection that only reads; SQL of one's own may write, and otherwise goes to the one that does.
async fn read(db: &Db) -> tablesmith::Result<i64> {
    let rows = db.transaction_with(retry(0).read_only(), |tx| async move {
        tx.rows::<(i64,)>("select count(*) from t", &[]).await
    });
    Ok(rows.await?[0].0)
}

/// Three transactions that read at the same time.
async fn three_readers(db: &Db) {
    let meeting = &tokio::sync::Barrier::new(3);
    let reader = || {
        db.transaction_with(retry(0).read_only(), move |tx| async move {
            let rows = tx.rows::<(i64,)>("select a from t", &[]).await?;
            meeting.wait().await;
            Ok(rows)
        })
    };
    let (a, b, c) = tokio::join!(reader(), reader(), reader());
    for rows in [a, b, c] {
        assert_eq!(rows.expect("read").len(), 1);
    }
}

#[tokio::test]
async fn connections_that_nobody_needs_are_closed_when_their_time_is_over() {
    let file = file("idle_timeout=40ms&max=3").await;
    three_readers(&file.db).await;
    let now = file.db.statistics();
    assert_eq!((now.connections, now.idle, now.max), (4, 4, 4));
    tokio::time::sleep(Duration::from_millis(60)).await;
    // The next reader to come back finds the others' time over.
    read(&file.db).await.expect("read");
    assert_eq!(file.db.statistics().connections, 2);
}

#[tokio::test]
async fn connections_stay_where_nothing_is_said_of_their_time() {
    let file = file("idle_timeout=never&max=3").await;
    three_readers(&file.db).await;
    tokio::time::sleep(Duration::from_millis(60)).await;
    read(&file.db).await.expect("read");
    assert_eq!(file.db.statistics().connections, 4);
}

#[tokio::test]
async fn a_database_in_memory_outlives_its_idle_timeout() {
    let db = Db::connect("sqlite::memory:?idle_timeout=1ms").await.expect("connects");
    db.batch("create table t (a integer)").await.expect("made");
    for _ in 0..3 {
        tokio::time::sleep(Duration::from_millis(5)).await;
        assert_eq!(count(&db).await, 0);
    }
}

#[tokio::test]
async fn one_more_than_there_may_be_waits_and_gives_up() {
    let file = file("max=1&acquire_timeout=30ms").await;
    let db = &file.db;
    let reading = db.transaction_with(retry(0).read_only(), |_| async move {
        let error = read(db).await.expect_err("none is free");
        assert!(matches!(error, Error::Timeout { .. }), "{error}");
        Ok(())
    });
    reading.await.expect("ended");
    assert_eq!(count(&file.db).await, 1);
}

#[tokio::test]
async fn a_transaction_that_only_reads_keeps_nobody_from_writing_and_writes_nothing() {
    let file = file("").await;
    let db = &file.db;
    let read = db.transaction_with(retry(0).read_only(), |tx| async move {
        let before = tx.rows::<(i64,)>("select a from t", &[]).await?;
        db.execute("insert into t values (2)", &[]).await?;
        let after = tx.rows::<(i64,)>("select a from t", &[]).await?;
        assert_eq!(before, after, "it sees what there was when it began");
        tx.transaction(async |tx| tx.execute("insert into t values (3)", &[]).await)
            .await
            .expect_err("refused");
        Ok(())
    });
    read.await.expect("read");
    assert_eq!(count(&file.db).await, 2);
}

/// Keeps the events of one target.
#[derive(Clone, Default)]
struct Heard(Arc<Mutex<Vec<String>>>);

impl Visit for Heard {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0
            .lock()
            .expect("unpoisoned")
            .push(format!("{}={value:?}", field.name()));
    }
}

impl tracing::Subscriber for Heard {
    fn enabled(&self, metadata: &tracing::Metadata<'_>) -> bool {
        metadata.target() == "tablesmith::slow"
    }

    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn event(&self, event: &tracing::Event<'_>) {
        event.record(&mut self.clone());
    }

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}

#[tokio::test]
async fn slow_statements_are_counted_and_logged_without_their_parameters() {
    let heard = Heard::default();
    let _listening = tracing::subscriber::set_default(heard.clone());
    let file = file("slow=20ms").await;
    let fast = file.db.statistics();
    assert_eq!((fast.statements, fast.slow), (1, 0));
    let slow = "with recursive n (i) as (select 1 union all select i + 1 from n where i < 3000000) \
                select count(*) from n where ?1 <> ''";
    let secret = Datum::Text("secret".into());
    file.db.rows::<(i64,)>(slow, &[secret]).await.expect("counted");
    let now = file.db.statistics();
    assert_eq!((now.statements, now.slow), (2, 1));
    let said = heard.0.lock().expect("unpoisoned").join(" ");
    assert!(
        said.contains("slow statement") && said.contains("with recursive"),
        "{said}"
    );
    assert!(!said.contains("secret"), "{said}");
}

#[tokio::test]
async fn nothing_is_slow_where_it_is_never() {
    let file = file("slow=never").await;
    count(&file.db).await;
    assert_eq!(file.db.statistics().slow, 0);
}
