//! What no migration made by its own name survives when its table is made anew: triggers, indexes, views.

use super::fixture::{List, Place};

const TABLES: &str = "create table user (id integer primary key, name text, note text);
create table log (line text);
insert into user values (1, 'a', 'x'), (2, 'b', null);";

/// Keeps `name` and adds `age`; `note` goes. As generated ones do, it renames in the legacy way, which asks nothing of
/// what names the table.
const REBUILD: &str = "-- step: transaction foreign_keys=off
create table user_new (id integer primary key, name text not null, age integer);
insert into user_new (id, name) select id, name from user;
drop table user;
pragma legacy_alter_table = 1;
alter table user_new rename to user;
pragma legacy_alter_table = 0;
";

fn list(hanging: &str, second: &str) -> List {
    List::new()
        .with("tables", &format!("{TABLES}\n{hanging}"), "")
        .with("second", second, "")
}

async fn applied(hanging: &str, second: &str) -> Place {
    let place = Place::sqlite();
    list(hanging, second).up(&place).await.expect("applied");
    place
}

/// The second migration is refused with this, and nothing of it has happened.
async fn refused(hanging: &str, second: &str, message: &str) -> Place {
    let place = Place::sqlite();
    let list = list(hanging, second);
    list.migrator().up_by(&place.db().await, 1).await.expect("applied");
    let schema = place.query("select type, name, sql from sqlite_schema where sql is not null order by 1, 2");
    let error = list.up(&place).await.expect_err("refused").to_string();
    assert!(error.contains(message), "{error}\nis not\n{message}");
    let now = place.query("select type, name, sql from sqlite_schema where sql is not null order by 1, 2");
    assert_eq!(now, schema);
    assert_eq!(place.query("select id, name, note from user order by id")[0], "1 a x");
    assert_eq!(place.journal(), ["tables 1 applied"]);
    place
}

const TRIGGER: &str =
    "create trigger \"on new\" after insert on user begin insert into log values ('new ' || new.name); end;";

#[tokio::test]
async fn a_trigger_comes_back_and_fires() {
    let place = applied(TRIGGER, REBUILD).await;
    place.execute("insert into user (id, name) values (3, 'c')");
    // The copy has not fired it.
    assert_eq!(place.query("select line from log"), ["new c"]);
}

#[tokio::test]
async fn an_index_comes_back() {
    let place = applied("create unique index own on user (lower(name)) where id > 0;", REBUILD).await;
    let indexes = "select name, tbl_name, sql from sqlite_schema where type = 'index' and tbl_name = 'user'";
    assert_eq!(
        place.query(indexes),
        ["own user CREATE UNIQUE INDEX own on user (lower(name)) where id > 0"]
    );
}

#[tokio::test]
async fn one_that_the_migration_makes_itself_is_left_to_it() {
    let hanging = format!("{TRIGGER} create index own on user (note);");
    let second = format!(
        "{REBUILD}create index own on user (age);
         create trigger \"on new\" after insert on user begin insert into log values ('own'); end;"
    );
    let place = applied(&hanging, &second).await;
    place.execute("insert into user (id, name) values (3, 'c')");
    assert_eq!(place.query("select line from log"), ["own"]);
    assert_eq!(
        place.query("select sql from sqlite_schema where name = 'own'"),
        ["CREATE INDEX own on user (age)"]
    );
}

#[tokio::test]
async fn one_that_is_dropped_by_name_stays_away() {
    let second = REBUILD.replace(
        "create table user_new",
        "drop trigger \"on new\";\ncreate table user_new",
    );
    let place = applied(TRIGGER, &second).await;
    assert_eq!(
        place.query("select name from sqlite_schema where type = 'trigger'"),
        [""; 0]
    );
}

#[tokio::test]
async fn one_that_follows_a_rename_comes_back_as_it_is_then() {
    let second = "-- step: transaction foreign_keys=off
alter table user rename to \"the user\";
alter table \"the user\" rename column name to title;
create table temporary (id integer primary key, title text not null);
insert into temporary select id, title from \"the user\";
drop table if exists main . \"the user\";
pragma legacy_alter_table = 1;
alter table temporary rename to \"the user\";
pragma legacy_alter_table = 0;";
    let place = applied(TRIGGER, second).await;
    place.execute("insert into \"the user\" values (3, 'c')");
    assert_eq!(place.query("select line from log"), ["new c"]);
}

#[tokio::test]
async fn a_table_that_was_moved_out_of_the_way_first_keeps_its_trigger() {
    let second = "-- step: transaction foreign_keys=off
alter table user rename to user_old;
create table user (id integer primary key, name text not null);
insert into user select id, name from user_old;
drop table user_old;";
    let place = applied(TRIGGER, second).await;
    place.execute("insert into user values (3, 'c')");
    assert_eq!(place.query("select line from log"), ["new c"]);
}

#[tokio::test]
async fn another_table_that_takes_the_name_does_not_inherit() {
    let hanging = format!("{TRIGGER} create table person (name text);");
    let second = "-- step: transaction foreign_keys=off\ndrop table user;\nalter table person rename to user;";
    let place = applied(&hanging, second).await;
    assert_eq!(
        place.query("select name from sqlite_schema where type = 'trigger'"),
        [""; 0]
    );
}

#[tokio::test]
async fn another_table_that_takes_the_name_and_is_made_anew_does_not_inherit() {
    let hanging = format!("{TRIGGER} create index own on user (note); create table person (name text);");
    let rename = "alter table person rename to user;";
    for (before, after) in [
        (
            format!("alter table user rename to user_old; {rename}"),
            "drop table user_old;",
        ),
        (format!("drop table user; {rename}"), ""),
    ] {
        let second = format!(
            "-- step: transaction foreign_keys=off
{before}
create index of_person on user (name);
create table user_new (name text not null);
drop table user;
pragma legacy_alter_table = 1;
alter table user_new rename to user;
pragma legacy_alter_table = 0;
{after}"
        );
        let place = applied(&hanging, &second).await;
        assert_eq!(
            place.query("select name from sqlite_schema where type in ('index', 'trigger') and sql is not null"),
            ["of_person"]
        );
    }
}

#[tokio::test]
async fn a_table_that_goes_takes_its_own_along() {
    let place = applied(TRIGGER, "drop table user;").await;
    assert_eq!(place.tables(), ["log"]);
}

#[tokio::test]
async fn a_trigger_on_a_column_that_is_gone_stops_it() {
    refused(
        "create trigger noted after update on user begin insert into log values (new.note); end;",
        REBUILD,
        "line 2 (step 1): the trigger `noted` went along with the old table `user`, and cannot be made on the new one: \
         no such column: new.note; drop it by name before (`DROP TRIGGER \"noted\"`), and make it as it is to be after",
    )
    .await;
}

#[tokio::test]
async fn an_index_on_a_column_that_is_gone_stops_it() {
    for hanging in [
        "create index own on user (note);",
        "create index own on user (\"note\");",
    ] {
        refused(hanging, REBUILD, "the index `own` went along with the old table `user`").await;
    }
}

#[tokio::test]
async fn a_view_of_a_column_that_is_gone_stops_it() {
    let as_text = "it would take the name of a column that is gone for text";
    for (view, reason) in [
        ("select id, note from user", "no such column: note"),
        ("select id, \"note\" from user", as_text),
    ] {
        let hanging = format!("create view notes as {view};");
        let message = format!("the view `notes` would no longer work: {reason}");
        let place = refused(&hanging, REBUILD, &message).await;
        let mended = format!(
            "-- step: transaction foreign_keys=off\ndrop view notes;\n{REBUILD}create view notes as select id from user;"
        );
        list(&hanging, &mended).up(&place).await.expect("applied");
        assert_eq!(place.query("select id from notes"), ["1", "2"]);
    }
    refused(
        "create view notes as select 1 from user;",
        "drop table user;",
        "the view `notes` would no longer work: no such table: main.user",
    )
    .await;
}

#[tokio::test]
async fn a_view_of_what_stays_is_left_alone() {
    let hanging = "create view names as select id, name from user;
        create trigger into_names instead of insert on names begin insert into user (name) values (new.name); end;
        create view lengths as select length(name) as n from names;";
    let place = applied(hanging, REBUILD).await;
    place.execute("insert into names (name) values ('ccc')");
    assert_eq!(place.query("select n from lengths order by n"), ["1", "1", "3"]);
}

#[tokio::test]
async fn a_trigger_elsewhere_that_names_a_column_that_is_gone_stops_it() {
    refused(
        "create trigger tells after insert on log begin update user set note = new.line; end;",
        REBUILD,
        "INSERT on `log` would no longer work, on account of a trigger (`tells`): no such column: note; drop it by name \
         before, and make it as it is to be after",
    )
    .await;
    refused(
        "create view names as select id, name from user;
         create trigger into_names instead of delete on names begin update user set note = null; end;",
        REBUILD,
        "DELETE on `names` would no longer work, on account of a trigger (`into_names`)",
    )
    .await;
}

#[tokio::test]
async fn a_rename_in_the_modern_way_is_refused_and_nothing_is_lost() {
    let modern = REBUILD.replace("pragma legacy_alter_table = 1;", "");
    let message = "error in view names: no such table: main.user";
    refused("create view names as select name from user;", &modern, message).await;
}

#[tokio::test]
async fn what_did_not_work_before_is_no_reason() {
    let hanging = "create table old (a text); create view broken as select b from old;
        create trigger lost after insert on log begin insert into missing values (1); end;";
    applied(hanging, REBUILD).await;
}

#[tokio::test]
async fn text_in_double_quotes_still_works_where_it_worked() {
    let hanging = "create view said as select id, \"said\" as word from user;
        create trigger quotes after insert on user begin insert into log values (\"quoted\"); end;";
    let place = applied(hanging, REBUILD).await;
    place.execute("insert into user (id, name) values (3, 'c')");
    assert_eq!(place.query("select line from log"), ["quoted"]);
    assert_eq!(place.query("select word from said where id = 3"), ["said"]);
}

#[tokio::test]
async fn a_new_column_is_never_filled_with_its_own_name() {
    let second = "-- step: transaction foreign_keys=off
create table user_new (id integer primary key, name text, extra text);
insert into user_new (\"id\", \"name\", \"extra\") select \"id\", \"name\", \"extra\" from user;
drop table user;
alter table user_new rename to user;";
    refused("", second, "no such column: \"extra\"").await;
}
