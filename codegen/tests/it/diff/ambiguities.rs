//! What vanishes while a like thing appears is asked about.

use codegen::catalog::Table;
use codegen::diff::{Ambiguity, slug};

use super::build::{With, column, generated, postgres, sqlite, table, with_enum};
use super::check::{Given, from_to, rename_column, rename_table, rename_value};

/// `drop-column:user.bio ← about, story`, in order.
fn asked(given: &Given) -> Vec<String> {
    let target = |ambiguity: &Ambiguity| {
        let targets = ambiguity.candidates.iter().map(|hint| {
            let id = hint.id();
            id.rsplit(' ').next().unwrap_or_default().to_owned()
        });
        format!("{} ← {}", ambiguity.drop, targets.collect::<Vec<_>>().join(", "))
    };
    given.ambiguities().iter().map(target).collect()
}

fn user(columns: &[&str]) -> Table {
    table("user", columns)
}

#[test]
fn columns_of_like_type() {
    let given = from_to(
        postgres([user(&["id text", "bio text", "age integer"])]),
        postgres([user(&[
            "id text",
            "about text",
            "story character varying(80)",
            "years bigint",
            "born date",
        ])]),
    );
    assert_eq!(
        asked(&given),
        ["drop-column:user.age ← years", "drop-column:user.bio ← about, story"]
    );
    given
        .renamed(rename_column("user", "bio", "about"))
        .dropped("drop-column:user.age")
        .says(&[
            "rename column user.bio to about",
            "drop column user.age",
            "add column user.story",
            "add column user.years",
            "add column user.born",
        ]);
}

#[test]
fn a_candidate_is_an_answer() {
    let mut given = from_to(postgres([user(&["bio text"])]), postgres([user(&["about text"])]));
    let ambiguity = given.ambiguities().remove(0);
    given.decisions.renames.extend(ambiguity.candidates);
    given.says(&["rename column user.bio to about"]);
    given.uses(&[]);
}

#[test]
fn what_is_unlike_is_not_asked_about() {
    from_to(postgres([user(&["bio text"])]), postgres([user(&["age integer"])]))
        .says(&["drop column user.bio", "add column user.age"]);
    from_to(
        postgres([user(&[]).with(generated("a text", "'x'"))]),
        postgres([user(&[]).with(column("b text"))]),
    )
    .says(&["drop column user.a", "add column user.b"]);
    from_to(
        postgres([table("log", &["at date", "line text"])]),
        postgres([table("user", &["id text", "name text", "line text"])]),
    )
    .says(&["create table user", "drop table log"]);
}

#[test]
fn tables_of_like_columns() {
    let columns = &["id text", "title text", "weight integer"];
    let given = from_to(
        postgres([table("item", columns)]),
        postgres([table("order_line", columns), table("note", &["at date"])]),
    );
    assert_eq!(asked(&given), ["drop-table:item ← order_line"]);
    let given = given.dropped("drop-table:item");
    given.says(&["create table note", "create table order_line", "drop table item"]);
    assert_eq!(slug(&given.diff().changes), "create_note_and_2_more");
}

#[test]
fn a_hint_answers_for_tables() {
    let columns = &["id text", "title text"];
    let item = Table {
        key: Some("thing".to_owned()),
        ..table("item", columns)
    };
    let given = from_to(postgres([item]), postgres([table("order_line", columns)]));
    assert_eq!(given.ambiguities()[0].candidates, [rename_table("thing", "order_line")]);
    given
        .renamed(rename_table("thing", "order_line"))
        .says(&["rename table item to order_line"]);
}

#[test]
fn values_of_an_enum() {
    let with = |values: &[&str]| with_enum(sqlite([]), "state", values);
    let given = from_to(with(&["open", "lost"]), with(&["open", "missing"]));
    assert_eq!(asked(&given), ["remove-value:state.lost ← missing"]);
    given
        .renamed(rename_value("state", "lost", "missing"))
        .says(&["rename value state.lost to missing"]);
    from_to(with(&["open", "lost"]), with(&["open", "missing"]))
        .dropped("remove-value:state.lost")
        .says(&["add value state.missing", "remove value state.lost"]);
}

#[test]
fn everything_is_asked_at_once() {
    let given = from_to(
        with_enum(postgres([user(&["a text"]), table("x", &["id text"])]), "state", &["a"]),
        with_enum(postgres([user(&["b text"]), table("y", &["id text"])]), "state", &["b"]),
    );
    assert_eq!(
        asked(&given),
        ["drop-table:x ← y", "remove-value:state.a ← b", "drop-column:user.a ← b"]
    );
}
