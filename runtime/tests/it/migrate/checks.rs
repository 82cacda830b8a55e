//! `-- step: check`

use tablesmith::migrate::MigrateError;

use super::fixture::{List, Place};

const UP: &str = "create table b (id integer);
-- step: check EMPTY \"u is empty\"
select 1 where (select count(*) from u) = 0;
-- step: check DUPLICATES \"u.name has duplicates\"
select name, count(*) from u group by name having count(*) > 1 order by name -- no semicolon
-- step: alone
vacuum;
";

fn list() -> List {
    List::new()
        .with(
            "user",
            "create table u (name text); insert into u values ('a'), ('b');",
            "drop table u;",
        )
        .with("unique", UP, "drop table b;")
}

#[tokio::test]
async fn checks_come_before_everything_else() {
    for place in Place::both() {
        list().migrator().up_by(&place.db().await, 1).await.expect("applied");
        place.execute("insert into u values ('a'), ('b'), (null), (null)");
        let error = list().up(&place).await.expect_err("refused");
        let said = error.to_string();
        assert!(
            said.starts_with("`20261121T093001_unique/up.sql`, line 4: DUPLICATES: u.name has duplicates\n"),
            "{said}"
        );
        assert!(said.contains("\n  a, 2") && said.contains("\n  NULL, 2"), "{said}");
        assert!(
            said.contains("this query lists the rows:\n  select name, count(*) from u group by name"),
            "{said}"
        );
        assert!(matches!(&error, MigrateError::Check { code, rows, .. } if code == "DUPLICATES" && rows.len() == 3));
        assert_eq!(place.tables(), ["u"]);
        place.execute("delete from u; insert into u values ('a')");
        list().up(&place).await.expect("applied");
        assert_eq!(place.journal(), ["user 1 applied", "unique 2 applied"]);
    }
}

#[tokio::test]
async fn a_check_is_passed_over_where_that_is_allowed_by_name() {
    for place in Place::both() {
        let list = List::new().with(
            "age",
            "-- step: check LARGE allow=rewrite:u.age \"u is large\"\nselect 1;\n\
             -- step: check OTHER allow=rewrite:u.name \"u is larger\"\nselect 1;\n\
             -- step: transaction\ncreate table u (age integer);",
            "-- step: check LARGE allow=rewrite:u.age \"u is large\"\nselect 1;\n-- step: transaction\ndrop table u;",
        );
        let db = place.db().await;
        let is = |error: MigrateError, wanted: &str| {
            assert!(
                matches!(&error, MigrateError::Check { code, .. } if code == wanted),
                "{error}"
            );
        };
        is(list.up(&place).await.expect_err("refused"), "LARGE");
        let one = list.migrator().allow("rewrite:u.age");
        is(one.up(&db).await.expect_err("refused"), "OTHER");
        assert_eq!(place.tables(), [""; 0]);
        let both = list.migrator().allow("rewrite:u.age").allow("rewrite:u.name");
        both.up(&db).await.expect("applied");
        is(list.migrator().down(&db, 1).await.expect_err("refused"), "LARGE");
        one.down(&db, 1).await.expect("taken back");
    }
}

#[tokio::test]
async fn a_check_that_fails_shows_the_first_rows_only() {
    for place in Place::both() {
        let list = List::new().with(
            "user",
            "-- step: check MANY \"many\"\nselect a.n from (select 1 as n union all select 2 union all select 3) a, \
            (select 1 as m union all select 2 union all select 3) b;",
            "",
        );
        let error = list.up(&place).await.expect_err("refused");
        assert!(
            matches!(&error, MigrateError::Check { rows, .. } if rows.len() == 5),
            "{error}"
        );
    }
}

#[tokio::test]
async fn a_check_that_cannot_run_says_where() {
    for place in Place::both() {
        let list = List::new().with("user", "-- step: check X \"x\"\n\nselect 1\nfrom missing;", "");
        let said = list.up(&place).await.expect_err("refused").to_string();
        // SQLite tells the statement, PostgreSQL the word.
        let line = if matches!(place, Place::Postgres(_)) { 4 } else { 3 };
        let wanted = format!("`20261121T093000_user/up.sql`, line {line}: the check X cannot be run: ");
        assert!(said.starts_with(&wanted) && said.contains("missing"), "{said}");
    }
}

#[tokio::test]
async fn a_check_must_not_write() {
    for place in Place::both() {
        list().migrator().up_by(&place.db().await, 1).await.expect("applied");
        let list = list().edited(
            1,
            "-- step: check X \"x\"\nwith gone as (select 1) delete from u returning name;",
        );
        list.up(&place).await.expect_err("refused");
        assert_eq!(place.query("select count(*) from u"), ["2"]);
    }
}
