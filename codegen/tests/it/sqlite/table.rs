//! Tables that come and go.

use codegen::catalog::{Action, Catalog};
use codegen::dialect::DialectName;

use super::case::Case;
use super::catalog::{catalog, integer, table, text, typed};
use super::database::Database;

#[test]
fn everything_a_table_can_say_is_said() {
    let hostile = "\"; drop table user; --";
    let all = table(
        "select",
        [
            integer("id").identity(),
            text("name").collation("NOCASE").default("'a' || 'b'"),
            text(hostile).nullable(),
            typed("blob", "BLOB").default("x'00ff'"),
            integer("twice").generated("id * 2", true).nullable(),
            integer("thrice").generated("id * 3", false).nullable(),
        ],
    )
    .key(&["id"])
    .unique("select_name_key", &["name", hostile])
    .check("it's \"odd\"", "id > 0 and name <> ')'")
    .index("select_idx", &[hostile])
    .strict();
    let database = Database::of(&catalog([all]));
    database.run("INSERT INTO \"select\" DEFAULT VALUES");
    assert_eq!(database.rows("SELECT * FROM \"select\""), ["1 'ab' NULL x[00, ff] 2 3"]);
    let error = database.error("INSERT INTO \"select\" (id) VALUES (-1)");
    assert_eq!(error, "CHECK constraint failed: it's \"odd\"");
}

#[test]
fn circular_foreign_keys_come_and_go() {
    let make = |name: &str, other: &str| {
        table(name, [text("id"), text("other")])
            .key(&["id"])
            .points(&["other"], other, &["id"], Action::Restrict)
            .deferred()
    };
    let kept = || table("kept", [text("id")]).key(&["id"]);
    let previous = catalog([make("a", "b"), make("b", "a"), kept()]);
    Case::new(previous, catalog([kept()]))
        .fill(
            "BEGIN; INSERT INTO a VALUES ('1', '2'); INSERT INTO b VALUES ('2', '1'); COMMIT;
             INSERT INTO kept VALUES ('x')",
        )
        .keeps("SELECT * FROM kept")
        .passes();
}

#[test]
fn a_parent_goes_and_its_children_stay() {
    let parent = table("parent", [text("id"), text("name")]).key(&["id"]);
    let child = || table("child", [integer("id").identity(), text("parent_id")]).key(&["id"]);
    let pointing = child().points(&["parent_id"], "parent", &["id"], Action::Cascade);
    Case::new(catalog([parent, pointing]), catalog([child()]))
        .fill("INSERT INTO parent VALUES ('p', 'n'); INSERT INTO child (parent_id) VALUES ('p'), ('p')")
        .gives("SELECT * FROM child", &["1 'p'", "2 'p'"])
        .goes_up();
}

#[test]
fn a_backfill_reads_a_table_that_goes() {
    let profile = table("profile", [text("user_id"), text("bio")]).key(&["user_id"]);
    let user = |columns: Vec<super::catalog::ColumnBuilder>| table("user", columns).key(&["id"]);
    Case::new(
        catalog([profile, user(vec![text("id")])]),
        catalog([user(vec![text("id"), text("bio")])]),
    )
    .backfill("user", "bio", "(select bio from profile where user_id = user.id)")
    .fill("INSERT INTO user VALUES ('u'); INSERT INTO profile VALUES ('u', 'hello')")
    .gives("SELECT * FROM user", &["'u' 'hello'"])
    .passes();
}

#[test]
fn nothing_comes_of_nothing() {
    let empty = || Catalog::empty(DialectName::Sqlite);
    let (up, down) = Case::new(empty(), empty()).plans();
    assert!(up.steps.is_empty() && down.steps.is_empty());
}
