//! Up, down, and what the database remembers.

use tablesmith::migrate::{MigrateError, Progress};

use super::fixture::{List, Place, names};

fn tags() -> List {
    List::new()
        .with("user", "create table u (id integer primary key);", "drop table u;")
        .with(
            "tag",
            "create table t (id integer);\ncreate table t2 (id integer);",
            "drop table t2; drop table t;",
        )
        .with("empty", "-- nothing to do\n", "-- nothing\n")
}

#[tokio::test]
async fn what_is_not_applied_is_applied_once() {
    for place in Place::both() {
        let list = tags();
        let report = list.up(&place).await.expect("applied");
        assert_eq!(names(&report), ["user", "tag", "empty"]);
        assert_eq!(place.tables(), ["t", "t2", "u"]);
        assert_eq!(place.journal(), ["user 1 applied", "tag 1 applied", "empty 0 applied"]);
        assert_eq!(names(&list.up(&place).await.expect("nothing to do")), [""; 0]);

        let more = list.with("late", "create table l (id integer);", "drop table l;");
        assert_eq!(names(&more.up(&place).await.expect("applied")), ["late"]);
        assert_eq!(
            place.query("select name, batch from _tablesmith_migrations order by id"),
            ["user 1", "tag 1", "empty 1", "late 2"]
        );
    }
}

#[tokio::test]
async fn the_way_back_ends_where_it_began() {
    for place in Place::both() {
        let list = tags();
        list.up(&place).await.expect("applied");
        assert_eq!(
            names(&list.down(&place, 2).await.expect("taken back")),
            ["empty", "tag"]
        );
        assert_eq!(place.tables(), ["u"]);
        assert_eq!(
            list.standings(&place).await,
            ["user: applied", "tag: pending", "empty: pending"]
        );
        assert_eq!(names(&list.down(&place, 9).await.expect("taken back")), ["user"]);
        assert!(place.tables().is_empty() && place.journal().is_empty());
        assert_eq!(names(&list.down(&place, 1).await.expect("nothing to do")), [""; 0]);
        list.up(&place).await.expect("applied again");
        assert_eq!(place.tables(), ["t", "t2", "u"]);
    }
}

#[tokio::test]
async fn a_run_goes_as_far_as_it_is_told() {
    for place in Place::both() {
        let list = tags();
        let migrator = list.migrator();
        let report = migrator.up_by(&place.db().await, 1).await.expect("applied");
        assert_eq!(names(&report), ["user"]);
        let report = migrator
            .up_to(&place.db().await, "20261121T093001")
            .await
            .expect("applied");
        assert_eq!(names(&report), ["tag"]);
        let error = migrator
            .up_to(&place.db().await, "nonsense")
            .await
            .expect_err("refused");
        assert!(matches!(error, MigrateError::NoSuchMigration(_)), "{error}");
    }
}

#[tokio::test]
async fn the_status_of_a_fresh_database_writes_nothing() {
    for place in Place::both() {
        assert_eq!(
            tags().standings(&place).await,
            ["user: pending", "tag: pending", "empty: pending"]
        );
        assert!(place.tables().is_empty());
        assert!(
            place
                .query(match &place {
                    Place::Postgres(_) => "select tablename from pg_tables where schemaname = 'public'",
                    Place::Sqlite { .. } => "select name from sqlite_master",
                })
                .is_empty()
        );
    }
}

#[tokio::test]
async fn a_failing_statement_leaves_nothing_of_its_migration_and_says_where() {
    for place in Place::both() {
        let list = tags().with(
            "bad",
            "create table b (id integer);\n\n-- why\ninsert into missing values (1);",
            "drop table b;",
        );
        let error = list.up(&place).await.expect_err("fails");
        let said = error.to_string();
        assert!(
            said.starts_with("`20261121T093003_bad/up.sql`, line 4 (step 1): "),
            "{said}"
        );
        assert!(said.contains("missing") && error.is_database(), "{said}");
        assert_eq!(place.tables(), ["t", "t2", "u"]);
        assert_eq!(list.standings(&place).await[3], "bad: pending");
    }
}

#[tokio::test]
async fn what_cannot_be_taken_back_is_refused() {
    for place in Place::both() {
        let list = List::new().with("user", "create table u (id integer);", "-- no way back\n");
        list.up(&place).await.expect("applied");
        let error = list.down(&place, 1).await.expect_err("refused");
        assert!(matches!(error, MigrateError::Irreversible { .. }), "{error}");
    }
}

#[tokio::test]
async fn a_broken_file_stops_the_run_before_its_first_statement() {
    for place in Place::both() {
        let list = tags().with("bad", "-- step: transactoin\ncreate table b (id integer);", "");
        let error = list.up(&place).await.expect_err("refused");
        let said = error.to_string();
        assert!(
            said.starts_with("`20261121T093003_bad/up.sql`, line 1: `step: transactoin` is unknown"),
            "{said}"
        );
        assert!(place.tables().is_empty() && !error.is_database());
    }
}

#[tokio::test]
async fn names_are_data() {
    for place in Place::both() {
        let name = "it's \\ a \"name\"; drop table u; --";
        let list = List::new().with(name, "create table u (id integer);", "drop table u;");
        list.up(&place).await.expect("applied");
        assert_eq!(place.query("select name from _tablesmith_migrations"), [name]);
        list.down(&place, 1).await.expect("taken back");
    }
}

#[tokio::test]
async fn progress_is_told_in_order() {
    let place = Place::sqlite();
    let told = std::sync::Mutex::new(Vec::new());
    let list = List::new().with(
        "user",
        "create table u (id integer);\n-- step: alone\nvacuum;",
        "drop table u;",
    );
    let migrator = list.migrator().on_progress(|progress| {
        let line = match progress {
            Progress::Migration { name, .. } => format!("migration {name}"),
            Progress::Step { step, of, again } => format!("step {step} of {of}, again: {again}"),
            Progress::Done { id, .. } => format!("done {id}"),
            other => format!("{other:?}"),
        };
        told.lock().expect("nobody panicked").push(line);
    });
    migrator.up(&place.db().await).await.expect("applied");
    drop(migrator);
    assert_eq!(
        told.into_inner().expect("nobody panicked"),
        [
            "migration user",
            "step 1 of 2, again: false",
            "step 2 of 2, again: false",
            "done 20261121T093000"
        ]
    );
}

#[tokio::test]
async fn a_database_without_a_history_is_told() {
    let list = tags();
    let mut migrations = list.all();
    migrations.sqlite = None;
    let place = Place::sqlite();
    let error = tablesmith::migrate::Migrator::new(&migrations)
        .up(&place.db().await)
        .await
        .expect_err("refused");
    assert_eq!(
        error.to_string(),
        "there are no migrations for SQLite: `dialects` in schema.toml does not name it"
    );
}

#[tokio::test]
async fn a_run_can_be_spawned() {
    let place = Place::sqlite();
    let url = place.url().to_owned();
    let run = tokio::spawn(async move {
        let list = tags();
        let result = list
            .migrator()
            .up(&tablesmith::Db::connect(&url).await.expect("connects"))
            .await;
        result.map(|report| report.migrations.len())
    });
    assert_eq!(run.await.expect("ran").expect("applied"), 3);
}
