//! Connections and processes that end in the middle of a statement.

use std::process::{Child, Command, Stdio};

use tablesmith::migrate::MigrateError;

use super::fixture::{List, Place};

fn list() -> List {
    List::new().with("user", "create table u (name text); insert into u values ('a'), ('b');", "drop table u;").with(
        "index",
        "-- step: alone\ncreate index concurrently u_name on u (name);\n-- step: transaction\ninsert into u values ('c');",
        "",
    )
}

/// A transaction that the build of an index waits for.
async fn reader(place: &Place) -> tokio_postgres::Client {
    let (client, connection) = tokio_postgres::connect(place.url(), tokio_postgres::NoTls)
        .await
        .expect("connects");
    tokio::spawn(connection);
    let begin = "begin; lock table u in row exclusive mode";
    client.batch_execute(begin).await.expect("locked");
    client
}

const BUILDING: &str = "from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' \
                        and query like '%create index concurrently%' and pid <> pg_backend_pid()";

async fn until(mut is: impl FnMut() -> bool) {
    while !is() {
        tokio::task::yield_now().await;
    }
}

fn is_building(place: &Place) -> bool {
    place.query(&format!("select count(*) {BUILDING}")) == ["1"]
}

async fn goes_on(place: &Place) {
    assert_eq!(
        place.query("select indisvalid from pg_index where indexrelid = to_regclass('u_name')"),
        ["f"]
    );
    assert_eq!(place.journal(), ["user 1 applied", "index 0 started"]);
    list().up(place).await.expect("goes on");
    assert_eq!(
        place.query("select indisvalid from pg_index where indexrelid = to_regclass('u_name')"),
        ["t"]
    );
    assert_eq!(place.journal(), ["user 1 applied", "index 2 applied"]);
    assert_eq!(place.query("select count(*) from u"), ["3"]);
}

#[tokio::test]
async fn a_connection_that_ends_while_an_index_is_built() {
    let place = Place::postgres();
    list().migrator().up_by(&place.db().await, 1).await.expect("applied");
    let reader = reader(&place).await;
    let db = place.db().await;
    let run = tokio::spawn(async move { list().migrator().up(&db).await });
    until(|| is_building(&place)).await;
    place.query(&format!("select pg_terminate_backend(pid) {BUILDING}"));
    run.await.expect("ran").expect_err("its connection ended");
    drop(reader);
    goes_on(&place).await;
}

/// The other half of the test below.
#[tokio::test]
#[ignore = "run in a process of its own by the test below"]
async fn build_in_a_child() {
    let url = std::env::var("MIGRATE_URL").expect("run by another test");
    let db = tablesmith::Db::connect(&url).await.expect("connects");
    list().migrator().up(&db).await.expect("applied");
}

fn child(place: &Place) -> Child {
    Command::new(std::env::current_exe().expect("this program"))
        .args(["--exact", "migrate::broken_off::build_in_a_child", "--ignored"])
        .env("MIGRATE_URL", place.url())
        .stdout(Stdio::null())
        .spawn()
        .expect("runs")
}

#[tokio::test]
async fn a_process_that_is_killed_while_an_index_is_built() {
    let place = Place::postgres();
    list().migrator().up_by(&place.db().await, 1).await.expect("applied");
    let reader = reader(&place).await;
    let mut child = child(&place);
    until(|| is_building(&place)).await;
    child.kill().expect("killed");
    child.wait().expect("ended");
    // The server goes on without its client until it looks for it; an administrator ends it.
    place.query(&format!("select pg_terminate_backend(pid) {BUILDING}"));
    until(|| !is_building(&place)).await;
    drop(reader);
    goes_on(&place).await;
}

#[tokio::test]
async fn a_lock_that_is_lost_stops_the_run_before_its_next_step() {
    let place = Place::postgres();
    let place_url = place.url().to_owned();
    let list = List::new().with(
        "user",
        "create table u (id integer);\n-- step: transaction\ncreate table t (id integer);",
        "",
    );
    let migrator = list.migrator().on_progress(move |progress| {
        if matches!(progress, tablesmith::migrate::Progress::Step { step: 2, .. }) {
            let url = place_url.clone();
            let ended = std::thread::spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread()
                    .enable_all()
                    .build()
                    .expect("a runtime");
                runtime.block_on(async {
                    let (client, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls)
                        .await
                        .expect("connects");
                    tokio::spawn(connection);
                    let end = "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory'";
                    client.batch_execute(end).await.expect("ended");
                    // Until it is gone.
                    while client
                        .query_one("select count(*) from pg_locks where locktype = 'advisory'", &[])
                        .await
                        .expect("asked")
                        .get::<_, i64>(0)
                        > 0
                    {}
                });
            });
            ended.join().expect("ended");
        }
    });
    let error = migrator.up(&place.db().await).await.expect_err("refused");
    assert!(matches!(error, MigrateError::LockLost), "{error}");
    assert_eq!(place.tables(), ["u"]);
    list.up(&place).await.expect("goes on");
    assert_eq!(place.tables(), ["t", "u"]);
}

#[tokio::test]
async fn a_run_that_is_given_up_leaves_a_database_in_memory_as_it_was() {
    let db = tablesmith::Db::connect("sqlite::memory:").await.expect("connects");
    db.batch("create table p (id integer primary key); create table c (p_id integer references p (id)); insert into p values (1);")
        .await
        .expect("made");
    let list = List::new().with(
        "slow",
        "-- step: transaction foreign_keys=off\ninsert into c values (9);\n\
         with recursive n (i) as (select 1 union all select i + 1 from n where i < 3000000) insert into c select null from n;",
        "",
    );
    let (sender, mut started) = tokio::sync::mpsc::unbounded_channel();
    let running = {
        let db = db.clone();
        tokio::spawn(async move {
            let migrator = list.migrator().on_progress(move |progress| {
                if matches!(progress, tablesmith::migrate::Progress::Step { .. }) {
                    let _ = sender.send(());
                }
            });
            migrator.up(&db).await.map(|_| ())
        })
    };
    started.recv().await.expect("a step");
    tokio::task::yield_now().await;
    running.abort();
    assert!(running.await.expect_err("given up").is_cancelled());
    let rows: Vec<(i64,)> = db.rows("select count(*) from c", &[]).await.expect("usable");
    assert_eq!(rows, [(0,)]);
    let error = db.batch("insert into c values (9)").await.expect_err("enforced");
    assert!(
        matches!(error, tablesmith::Error::ForeignKeyViolation { .. }),
        "{error}"
    );
}
