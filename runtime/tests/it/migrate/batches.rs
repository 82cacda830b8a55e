//! `-- step: batches`

use tablesmith::migrate::{MigrateError, Progress};

use super::fixture::{List, Place};

const FILL: &str = "create table u (id integer primary key, name text);
insert into u (id) values (1), (2), (3), (4), (5), (6), (7);";

fn list(limit: u32) -> List {
    let batches = format!(
        "-- step: batches key=id size=3\n\
         update u set name = 'x' where id in (select id from u where name is null order by id limit {limit});\n"
    );
    List::new()
        .with("user", FILL, "drop table u;")
        .with("fill", &batches, "update u set name = null;")
}

#[tokio::test]
async fn batches_go_on_until_nothing_changes() {
    for place in Place::both() {
        let told = std::sync::Mutex::new(Vec::new());
        let list = list(3);
        let migrator = list.migrator().on_progress(|progress| {
            if let Progress::Batch { key, rows } = progress {
                told.lock().expect("nobody panicked").push(format!("{key} {rows}"));
            }
        });
        migrator.up(&place.db().await).await.expect("applied");
        drop(migrator);
        assert_eq!(told.into_inner().expect("nobody panicked"), ["id 3", "id 6", "id 7"]);
        assert_eq!(place.query("select count(*) from u where name = 'x'"), ["7"]);
        assert_eq!(place.journal(), ["user 1 applied", "fill 1 applied"]);
    }
}

#[tokio::test]
async fn a_batch_without_a_limit_is_rolled_back() {
    for place in Place::both() {
        let error = list(5).up(&place).await.expect_err("refused");
        assert!(
            matches!(
                error,
                MigrateError::BatchSize {
                    changed: 5,
                    size: 3,
                    ..
                }
            ),
            "{error}"
        );
        assert_eq!(place.query("select count(*) from u where name = 'x'"), ["0"]);
    }
}

#[tokio::test]
async fn batches_that_are_broken_off_go_on() {
    for place in Place::both() {
        let list = list(3);
        list.migrator().up_by(&place.db().await, 1).await.expect("applied");
        let stopping = "-- step: batches key=id size=3\n\
            insert into seen select id from u where id > (select coalesce(max(id), 0) from seen) order by id limit 3;\n";
        place.execute("create table seen (id integer check (id <> 5))");
        let stopping = list.edited(1, stopping);
        stopping.up(&place).await.expect_err("the check of the second batch");
        assert_eq!(place.journal(), ["user 1 applied", "fill 0 applying"]);
        assert_eq!(place.query("select max(id) from seen"), ["3"]);
        place.execute("delete from u where id = 5");
        stopping.up(&place).await.expect("goes on");
        assert_eq!(place.query("select count(*), max(id) from seen"), ["6 7"]);
        assert_eq!(place.journal(), ["user 1 applied", "fill 1 applied"]);
    }
}
