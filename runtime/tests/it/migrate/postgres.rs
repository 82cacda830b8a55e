//! What only PostgreSQL has: steps outside of transactions, namespaces, settings.

use tablesmith::migrate::MigrateError;

use super::fixture::{List, Place};

const TABLES: &str =
    "create table u (name text); insert into u values ('a'), ('a');\ncreate type state as enum ('open');";
const INDEX: &str = "-- step: alone\ncreate unique index concurrently u_name on u (name);\n";

fn list(second: &str) -> List {
    List::new()
        .with("tables", TABLES, "")
        .with("second", second, "drop index u_name;")
}

fn index(place: &Place) -> Vec<String> {
    place.query("select indisvalid from pg_index where indexrelid = to_regclass('u_name')")
}

#[tokio::test]
async fn an_index_that_failed_is_built_again() {
    let place = Place::postgres();
    let error = list(INDEX).up(&place).await.expect_err("duplicates");
    assert!(
        matches!(&error, MigrateError::Step { source, .. } if source.code.as_deref() == Some("23505")),
        "{error}"
    );
    assert_eq!(index(&place), ["f"], "it left an invalid index");
    list(INDEX).up(&place).await.expect_err("still duplicates");
    place.execute("delete from u");
    list(INDEX).up(&place).await.expect("goes on");
    assert_eq!(index(&place), ["t"]);
    assert_eq!(place.journal(), ["tables 1 applied", "second 1 applied"]);
}

#[tokio::test]
async fn what_was_done_but_not_noted_is_not_done_again() {
    let place = Place::postgres();
    let second = "-- step: alone\ncreate index concurrently u_name on u (name);\n-- step: alone\nalter type state add value 'paid';\n\
                  -- step: alone\ndrop index concurrently u_name;\n";
    let statements = [
        "create index u_name on u (name)",
        "alter type state add value 'paid'",
        "drop index u_name",
    ];
    for (done, statement) in statements.iter().enumerate() {
        let cut = second
            .split_inclusive("-- step: alone\n")
            .take(done + 1)
            .collect::<String>();
        let cut = cut.strip_suffix("-- step: alone\n").expect("a marker").to_owned();
        let broken = list(&format!("{cut}-- step: alone\ninsert into missing values (1);\n"));
        broken.up(&place).await.expect_err("fails");
        // As if the process had died between the statement and its note.
        place.execute(statement);
        if done == 2 {
            list(second).up(&place).await.expect("goes on");
        }
    }
    assert_eq!(place.journal(), ["tables 1 applied", "second 3 applied"]);
    assert_eq!(place.query("select unnest(enum_range(null::state))"), ["open", "paid"]);
    assert!(index(&place).is_empty());
}

#[tokio::test]
async fn an_error_that_says_it_is_there_is_one_at_the_first_try() {
    let place = Place::postgres();
    list(INDEX)
        .migrator()
        .up_by(&place.db().await, 1)
        .await
        .expect("applied");
    let error = list("-- step: alone\nalter type state add value 'open';")
        .up(&place)
        .await
        .expect_err("fails");
    assert!(error.to_string().contains("42710"), "{error}");
}

#[tokio::test]
async fn the_history_stays_where_it_is_when_a_migration_changes_settings() {
    let place = Place::postgres();
    let list = List::new()
        .with("namespace", "create schema other; set search_path to other; set standard_conforming_strings to off;\ncreate table a (id integer);", "")
        .with("it's \\", "create table b (id integer);", "drop table b");
    list.up(&place).await.expect("applied");
    assert_eq!(place.tables(), ["b"]);
    assert_eq!(
        place.query(
            "select schemaname from pg_tables where tablename in ('a', '_tablesmith_migrations') order by tablename"
        ),
        ["public", "other"]
    );
}

#[tokio::test]
async fn projects_that_share_a_database_by_namespaces_have_a_history_each() {
    let place = Place::postgres();
    place.execute("create schema one; create schema two");
    let list = List::new().with("a", "create table a (id integer);", "drop table a;");
    for namespace in ["one", "two"] {
        let url = format!("{}?options=-csearch_path%3D{namespace}", place.url());
        let report = list
            .migrator()
            .up(&tablesmith::Db::connect(&url).await.expect("connects"))
            .await
            .expect("applied");
        assert_eq!(report.migrations.len(), 1);
    }
    assert_eq!(
        place.query("select schemaname from pg_tables where tablename = 'a' order by 1"),
        ["one", "two"]
    );
}

#[tokio::test]
async fn a_statement_timeout_of_the_role_does_not_stop_a_migration() {
    let place = Place::postgres();
    place.execute(
        "do $$ begin execute format('alter database %I set statement_timeout = 50', current_database()); end $$",
    );
    let list = List::new().with("slow", "select pg_sleep(0.2);", "");
    list.up(&place).await.expect("applied");
}

#[tokio::test]
async fn the_row_says_who_and_when() {
    let place = Place::postgres();
    list(INDEX)
        .migrator()
        .up_by(&place.db().await, 1)
        .await
        .expect("applied");
    let row = place.query(
        "select applied_by, tool_version, batch, now() - applied_at < interval '1 minute' from _tablesmith_migrations",
    );
    assert_eq!(
        row,
        [format!("postgres from 127.0.0.1 {} 1 t", env!("CARGO_PKG_VERSION"))]
    );
}
