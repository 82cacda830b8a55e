//! Changes that do not fit, and changes that came a long way.

use codegen::catalog::Pair;
use codegen::diff::{Change, apply, invert, summary};

use super::build::{With, column, name, postgres, table};
use super::check::{from_to, lead_there_and_back, rename_column, rename_table};

fn error(tables: impl IntoIterator<Item = codegen::catalog::Table>, changes: &[Change]) -> String {
    apply(&mut postgres(tables), changes)
        .expect_err("the changes do not fit")
        .to_string()
}

#[test]
fn what_is_met_is_said() {
    let user = || table("user", &["id text"]);
    let create = Change::CreateTable { object: user() };
    let drop = Change::DropTable { object: user() };
    let rename = |to: &str| Change::RenameTable {
        from: name("user"),
        to: name(to),
    };
    assert_eq!(
        error([user()], std::slice::from_ref(&create)),
        "change 1 of the list: table user is there already"
    );
    assert_eq!(
        error([], std::slice::from_ref(&drop)),
        "change 1 of the list: table user is not there"
    );
    assert_eq!(
        error([user()], &[drop.clone(), drop]),
        "change 2 of the list: table user is not there"
    );
    assert_eq!(
        error([], &[rename("person")]),
        "change 1 of the list: table user is not there"
    );
    assert_eq!(
        error([user(), table("person", &[])], &[rename("person")]),
        "change 1 of the list: table person is there already"
    );
    assert_eq!(
        error([], &[create, rename("person")]),
        "change 2 of the list: a rename stands after other changes"
    );
    let rename_column = Change::RenameColumn {
        table: name("person"),
        from: "bio".to_owned(),
        to: "about".to_owned(),
    };
    assert_eq!(
        error([user()], &[rename("person"), rename_column]),
        "change 2 of the list: column user.bio is not there"
    );
}

#[test]
fn added_columns_stand_at_the_end() {
    let previous = postgres([table("user", &["id text", "name text"])]);
    let given = from_to(
        previous.clone(),
        postgres([table("user", &["b date", "id text", "a integer", "name text"])]),
    );
    let mut applied = previous;
    apply(&mut applied, &given.diff().changes).expect("the changes fit");
    let columns: Vec<&str> = applied.tables[&name("user")]
        .columns
        .iter()
        .map(|column| &*column.name)
        .collect();
    assert_eq!(columns, ["id", "name", "b", "a"]);
}

#[test]
fn a_name_that_was_given_away_comes_back() {
    let user = || table("user", &["id text", "bio text"]).primary_key("user_pkey", &["id"]);
    let given = from_to(
        postgres([user()]),
        postgres([
            table("person", &["id text", "about text"])
                .primary_key("person_pkey", &["id"])
                .with(column("bio date")),
            table("user", &["x date"]),
        ]),
    )
    .renamed(rename_table("user", "person"))
    .renamed(rename_column("person", "bio", "about"));
    given.says(&[
        "rename table user to person",
        "rename column person.bio to about",
        "rename constraint user_pkey of person to person_pkey",
        "create table user",
        "add column person.bio",
    ]);
    let back = invert(given.pair(), &given.diff().changes);
    assert_eq!(
        summary(&back),
        [
            "rename table person to user",
            "rename column user.about to bio",
            "rename constraint person_pkey of user to user_pkey",
            "drop column user.bio",
            "drop table user",
        ]
    );
    lead_there_and_back(
        Pair {
            previous: &given.next,
            next: &given.previous,
        },
        &back,
    );
}
