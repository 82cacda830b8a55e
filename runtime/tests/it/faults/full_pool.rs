//! Pools of which every connection is in use.

use std::time::{Duration, Instant};

use tablesmith::{Db, Error};
use testing::postgres::Server;

#[tokio::test]
async fn who_waits_too_long_for_a_connection_is_told_so() {
    let database = Server::shared().database();
    for url in [database.url(), "sqlite::memory:"] {
        let db = Db::connect(&format!("{url}?max=1&acquire_timeout=100ms"))
            .await
            .expect("connects");
        db.batch("create table t (a integer)").await.expect("made");
        let inside = db
            .transaction(async |tx| {
                let started = Instant::now();
                let error = db.execute("insert into t values (1)", &[]).await.expect_err("in use");
                assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
                assert_eq!(
                    error.to_string(),
                    "waiting for a free connection took too long (more than 100ms)"
                );
                assert_eq!(error.http_status(), 503);
                let error = db.transaction(async |_| Ok(())).await.expect_err("in use");
                assert!(matches!(error, Error::Timeout { .. }), "{error:?}");
                tx.execute("insert into t values (2)", &[]).await
            })
            .await;
        assert_eq!(inside.expect("the one that has it is not disturbed"), 1);
        let rows: Vec<(i32,)> = db.rows("select a from t", &[]).await.expect("free again");
        assert_eq!(rows, [(2,)]);
        let now = db.statistics();
        assert_eq!((now.connections, now.idle), (1, 1), "{now:?}");
        assert_eq!((now.timeouts, now.waiting), (2, 0), "{now:?}");
    }
}
