//! What only SQLite has: steps with foreign keys switched off.

use tablesmith::migrate::MigrateError;

use super::fixture::{List, Place};

const TABLES: &str = "create table parent (id integer primary key, name text);
create table child (id integer primary key, parent_id integer not null references parent (id) on delete cascade);
insert into parent values (1, 'a'), (2, 'b');
insert into child values (10, 1), (20, 2);";

const REBUILD: &str = "-- step: transaction foreign_keys=off
create table parent_new (id integer primary key, name text not null);
insert into parent_new select id, name from parent;
drop table parent;
alter table parent_new rename to parent;
";

fn list(second: &str) -> List {
    List::new().with("tables", TABLES, "").with("second", second, "")
}

#[tokio::test]
async fn a_rebuild_keeps_the_rows_of_its_children() {
    let place = Place::sqlite();
    list(REBUILD).up(&place).await.expect("applied");
    assert_eq!(
        place.query("select id, parent_id from child order by id"),
        ["10 1", "20 2"]
    );
}

#[tokio::test]
async fn rows_that_would_point_at_nothing_are_refused() {
    let place = Place::sqlite();
    let second = format!("{REBUILD}delete from parent where id = 2;");
    let error = list(&second).up(&place).await.expect_err("refused");
    assert_eq!(
        error.to_string(),
        "`20261121T093001_second/up.sql`, line 2 (step 1): rows would point at nothing:\n  `child`, rowid 20, points at `parent`"
    );
    assert!(matches!(error, MigrateError::ForeignKeys { .. }));
    assert_eq!(place.query("select id from parent order by id"), ["1", "2"]);
    assert_eq!(place.tables(), ["child", "parent"]);
    list(REBUILD).up(&place).await.expect("applied when it is mended");
}

#[tokio::test]
async fn rows_that_pointed_at_nothing_before_are_no_reason() {
    let place = Place::sqlite();
    list(REBUILD)
        .migrator()
        .up_by(&place.db().await, 1)
        .await
        .expect("applied");
    place.execute("pragma foreign_keys = off; insert into child values (30, 99);");
    list(REBUILD).up(&place).await.expect("applied");
    let third = list(REBUILD).with(
        "third",
        "-- step: transaction foreign_keys=off\ninsert into child values (40, 99);",
        "",
    );
    let error = third.up(&place).await.expect_err("refused");
    assert!(
        error.to_string().ends_with("  `child`, rowid 40, points at `parent`"),
        "{error}"
    );
}

#[tokio::test]
async fn enforcement_is_back_after_the_step_whatever_came_of_it() {
    let place = Place::sqlite();
    let second = format!("{REBUILD}-- step: transaction\ndelete from parent where id = 2;");
    list(&second).up(&place).await.expect("applied");
    assert_eq!(place.query("select id from child"), ["10"], "the delete cascaded");

    let place = Place::sqlite();
    let second = "-- step: transaction foreign_keys=off\ninsert into missing values (1);";
    list(second).up(&place).await.expect_err("fails");
    let mended = list("insert into child values (30, 99);");
    let error = mended.up(&place).await.expect_err("enforced");
    assert!(error.to_string().contains("FOREIGN KEY constraint failed"), "{error}");
}

#[tokio::test]
async fn what_a_transaction_leaves_open_is_found_at_its_commit() {
    let place = Place::sqlite();
    let second = "create table late (id integer references parent (id) deferrable initially deferred);\ninsert into late values (99);";
    let error = list(second).up(&place).await.expect_err("refused");
    assert!(matches!(error, MigrateError::Step { .. }), "{error}");
    assert_eq!(place.tables(), ["child", "parent"]);
    assert_eq!(place.journal(), ["tables 1 applied"]);
}
