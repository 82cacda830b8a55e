//! Histories that do not fit the database.

use tablesmith::migrate::{Footprint, MigrateError};

use super::fixture::{List, Place, names};

fn two() -> List {
    List::new()
        .with("user", "create table u (id integer);", "drop table u;")
        .with("tag", "create table t (id integer);", "drop table t;")
}

#[tokio::test]
async fn an_applied_migration_that_was_changed_is_named() {
    for place in Place::both() {
        two().up(&place).await.expect("applied");
        let edited = two().edited(0, "create table u (id integer, name text);");
        for error in [edited.up(&place).await, edited.down(&place, 1).await] {
            let error = error.expect_err("refused");
            assert!(
                matches!(&error, MigrateError::AppliedEdited { migration } if migration == "20261121T093000_user"),
                "{error}"
            );
        }
        assert_eq!(
            edited.standings(&place).await,
            ["user: applied, edited since", "tag: applied"]
        );
    }
}

#[tokio::test]
async fn a_file_that_is_not_what_its_hash_says_is_named() {
    let place = Place::sqlite();
    let list = two().change(|migrations| migrations[1].up = "create table other (id integer);");
    let error = list.up(&place).await.expect_err("refused");
    assert!(
        matches!(&error, MigrateError::Edited { migration } if migration == "20261121T093001_tag"),
        "{error}"
    );
    assert!(place.tables().is_empty());
    assert_eq!(
        list.standings(&place).await,
        ["user: pending", "tag: pending, edited by hand"]
    );
}

#[tokio::test]
async fn line_ends_are_no_change() {
    let place = Place::sqlite();
    let list = List::new().with("user", "create table u (\nid integer\n);\n", "drop table u;\n");
    list.up(&place).await.expect("applied");
    let windows = list.change(|migrations| migrations[0].up = "create table u (\r\nid integer\r\n);\r\n");
    assert_eq!(names(&windows.up(&place).await.expect("nothing to do")), [""; 0]);
}

#[tokio::test]
async fn a_migration_that_the_files_do_not_have_is_named() {
    for place in Place::both() {
        two().up(&place).await.expect("applied");
        let older = two().change(|migrations| migrations.truncate(1));
        let error = older.up(&place).await.expect_err("refused");
        assert!(
            matches!(&error, MigrateError::Unknown { migration } if migration == "20261121T093001_tag"),
            "{error}"
        );
        assert_eq!(
            older.standings(&place).await,
            ["user: applied", "tag: applied, no files"]
        );
    }
}

#[tokio::test]
async fn a_list_that_is_no_chain_is_refused() {
    let place = Place::sqlite();
    let list = two().change(|migrations| migrations.swap(0, 1));
    let error = list.up(&place).await.expect_err("refused");
    assert!(matches!(error, MigrateError::Chain { .. }), "{error}");
}

/// The first and the last of three are applied, as when a branch was merged late.
async fn with_a_gap(place: &Place, middle: Option<Footprint<'static>>) -> List {
    let branch = List::new()
        .with("user", "create table u (id integer);", "drop table u;")
        .with("tag", "create table t (id integer);", "drop table t;")
        .change(|migrations| migrations[1].id = "20261121T093002");
    branch.up(place).await.expect("applied");
    List::new()
        .with("user", "create table u (id integer);", "drop table u;")
        .touching("note", "create table n (id integer);", "drop table n;", middle)
        .with("tag", "create table t (id integer);", "drop table t;")
}

#[tokio::test]
async fn a_late_one_is_applied_when_nothing_meets() {
    for place in Place::both() {
        let footprint = Footprint {
            changes: &["table note"],
            uses: &["table user"],
        };
        let merged = with_a_gap(&place, Some(footprint)).await;
        assert_eq!(names(&merged.up(&place).await.expect("applied")), ["note"]);
        assert_eq!(place.tables(), ["n", "t", "u"]);
    }
}

#[tokio::test]
async fn a_late_one_is_refused_when_a_later_one_touches_the_same() {
    let place = Place::sqlite();
    let footprint = Footprint {
        changes: &["table note"],
        uses: &["table tag"],
    };
    let error = with_a_gap(&place, Some(footprint))
        .await
        .up(&place)
        .await
        .expect_err("refused");
    assert_eq!(
        error.to_string(),
        "`20261121T093001_note` is not applied, but the later `20261121T093002_tag` is, and both touch table tag"
    );
    let place = Place::sqlite();
    let error = with_a_gap(&place, None).await.up(&place).await.expect_err("refused");
    assert!(
        error.to_string().ends_with("and what they touch is not known"),
        "{error}"
    );
}
