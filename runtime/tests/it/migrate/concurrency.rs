//! Many migrators at once.

use std::time::Duration;

use tablesmith::migrate::MigrateError;

use super::fixture::{List, Place};

fn list() -> List {
    List::new()
        .with("user", "create table u (id integer primary key); insert into u values (1);", "drop table u;")
        .with("more", "insert into u values (2);\n-- step: alone\nvacuum;\n-- step: transaction\ninsert into u values (3);", "")
        .with("tag", "create table t (id integer);\n-- step: check EMPTY \"t is there\"\nselect 1 where exists (select 1 from u where id = 9);", "drop table t;")
}

async fn at_once(place: &Place, count: usize) {
    let runs = (0..count).map(|_| {
        let url = place.url().to_owned();
        tokio::spawn(async move {
            let list = list();
            list.migrator()
                .up(&tablesmith::Db::connect(&url).await.expect("connects"))
                .await
                .map(|report| report.migrations.len())
        })
    });
    let runs: Vec<_> = runs.collect();
    let mut applied = 0;
    for run in runs {
        applied += run.await.expect("ran").expect("succeeds");
    }
    assert_eq!(applied, 3, "each migration is applied by one of them");
    assert_eq!(place.query("select id from u order by id"), ["1", "2", "3"]);
    assert_eq!(place.journal(), ["user 1 applied", "more 3 applied", "tag 1 applied"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_at_once() {
    for place in Place::both() {
        at_once(&place, 2).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn twenty_at_once() {
    for place in Place::both() {
        at_once(&place, 20).await;
    }
}

#[tokio::test]
async fn twenty_at_once_on_one_thread() {
    for place in Place::both() {
        at_once(&place, 20).await;
    }
}

#[tokio::test]
async fn a_lock_held_by_someone_else_is_waited_for_and_named() {
    let place = Place::postgres();
    let (client, connection) = tokio_postgres::connect(place.url(), tokio_postgres::NoTls)
        .await
        .expect("connects");
    tokio::spawn(connection);
    let lock = "set application_name = 'someone else'; select pg_advisory_lock(x'7461626c'::int, hashtext('public'))";
    client.batch_execute(lock).await.expect("locked");
    let list = list();
    let waited = std::sync::atomic::AtomicBool::new(false);
    let migrator = list
        .migrator()
        .lock_timeout(Duration::from_millis(250))
        .on_progress(|progress| {
            if matches!(progress, tablesmith::migrate::Progress::Waiting { .. }) {
                waited.store(true, std::sync::atomic::Ordering::Relaxed);
            }
        });
    let error = migrator.up(&place.db().await).await.expect_err("refused");
    assert!(error.to_string().contains("someone else of postgres"), "{error}");
    assert!(waited.load(std::sync::atomic::Ordering::Relaxed));
    assert!(place.tables().is_empty());
    drop(client);
    list.up(&place).await.expect("applied");
}

#[tokio::test]
async fn a_sqlite_file_locked_by_someone_else_is_waited_for() {
    let place = Place::sqlite();
    let Place::Sqlite { path, .. } = &place else { return };
    let db = place.db().await;
    let other = rusqlite::Connection::open(path).expect("opens");
    other.execute_batch("begin immediate").expect("locked");
    let list = list();
    let migrator = list.migrator().lock_timeout(Duration::from_millis(200));
    let error = migrator.up(&db).await.expect_err("refused");
    assert!(matches!(error, MigrateError::Locked { .. }), "{error}");
    assert_eq!(
        error.to_string(),
        "the database was locked for 200ms by another connection, which migrates or writes to it; run again when it is done"
    );
    other.execute_batch("rollback").expect("unlocked");
    list.up(&place).await.expect("applied");
}
