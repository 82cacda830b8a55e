//! Tables, columns, constraints and indexes with other names.

use codegen::catalog::{Action, ObjectName, Pair, Table};
use codegen::diff::{Change, TableChange};

use super::case::Case;
use super::catalog::{catalog, integer, table, text};
use super::database::{Database, plan};

#[test]
fn a_table_is_renamed_and_what_points_at_it_follows() {
    let child = |to: &str| {
        table("post", [integer("id").identity(), text("owner")])
            .key(&["id"])
            .points(&["owner"], to, &["id"], Action::Cascade)
    };
    let parent = |name: &str| table(name, [text("id"), text("friend").nullable()]).named_key("people_pkey", &["id"]);
    Case::new(
        catalog([child("user"), parent("user")]),
        catalog([child("account"), parent("account")]),
    )
    .renamed_table("user", "account")
    .fill("INSERT INTO user VALUES ('a', NULL); INSERT INTO post (owner) VALUES ('a')")
    .keeps("SELECT rowid, * FROM user")
    .keeps("SELECT * FROM post")
    .gives("SELECT rowid, * FROM account", &["1 'a' NULL"])
    .rebuilds(0)
    .passes();
}

#[test]
fn a_table_changes_its_name_and_everything_else() {
    let previous = table(
        "user",
        [
            text("id"),
            text("mail").nullable(),
            text("boss").nullable(),
            text("old"),
        ],
    )
    .key(&["id"])
    .points(&["boss"], "user", &["id"], Action::Cascade)
    .index("user_mail_idx", &["mail"]);
    let next = table(
        "account",
        [
            text("key"),
            text("email"),
            text("boss").nullable(),
            integer("new").default("4"),
        ],
    )
    .key(&["key"])
    .points(&["boss"], "account", &["key"], Action::Cascade)
    .check("account_email_check", "email <> ''")
    .index("account_email_idx", &["email"]);
    let child = |to: &str, key: &str| {
        table("post", [integer("id").identity(), text("owner")])
            .key(&["id"])
            .points(&["owner"], to, &[key], Action::Cascade)
    };
    Case::new(
        catalog([previous, child("user", "id")]),
        catalog([next, child("account", "key")]),
    )
    .renamed_table("user", "account")
    .renamed_column("account", "id", "key")
    .renamed_column("account", "mail", "email")
    .backfill("account", "email", "key || '@x'")
    .fill(
        "INSERT INTO user (rowid, id, mail, boss, old) VALUES (5, 'a', NULL, NULL, 'o'), (6, 'b', 'm', 'a', 'o');
         INSERT INTO post (owner) VALUES ('a'), ('b')",
    )
    .keeps("SELECT rowid, id, boss FROM user")
    .keeps("SELECT * FROM post")
    .gives(
        "SELECT rowid, key, email, boss, new FROM account",
        &["5 'a' 'a@x' NULL 4", "6 'b' 'm' 'a' 4"],
    )
    .rebuilds(1)
    .passes();
}

#[test]
fn tables_and_columns_swap_names() {
    let make = |name: &str, column: &str, other: &str, key: &str| {
        table(name, [text(column), text(other)]).named_key(key, &[column])
    };
    Case::new(
        catalog([make("a", "x", "y", "one"), make("b", "x", "y", "two")]),
        catalog([make("b", "y", "x", "one"), make("a", "x", "y", "two")]),
    )
    .renamed_table("a", "b")
    .renamed_table("b", "a")
    .renamed_column("b", "x", "y")
    .renamed_column("b", "y", "x")
    .fill("INSERT INTO a VALUES ('1', '2'); INSERT INTO b VALUES ('3', '4')")
    .keeps("SELECT x, y FROM a")
    .keeps("SELECT x, y FROM b")
    .gives("SELECT x, y FROM b", &["'2' '1'"])
    .gives("SELECT x, y FROM a", &["'3' '4'"])
    .rebuilds(0)
    .passes();
}

#[test]
fn names_that_differ_in_case_alone_are_renamed() {
    let make = |name: &str, column: &str| table(name, [text(column)]).named_key("k", &[column]);
    Case::new(catalog([make("user", "id")]), catalog([make("User", "ID")]))
        .renamed_table("user", "User")
        .renamed_column("User", "id", "ID")
        .fill("INSERT INTO user VALUES ('1')")
        .keeps("SELECT * FROM user")
        .passes();
}

#[test]
fn a_name_is_taken_over_from_what_goes() {
    let goes = ObjectName::new("goes");
    let old = table("old", [text("id")]).key(&["id"]).index("taken", &["id"]);
    let new = table("new", [text("id"), text("x").nullable(), text("y").nullable()]).key(&["id"]);
    let previous = catalog([old.clone(), new]);
    let next = catalog([
        table("old", [text("id"), text("y").nullable()]).named_key("new_pkey", &["id"]),
        table("taken", [text("id")]).key(&["id"]),
    ]);
    let name = ObjectName::new("old");
    let renamed = |from: &str, to: &str| Change::RenameColumn {
        table: name.clone(),
        from: from.to_owned(),
        to: to.to_owned(),
    };
    let changes = [
        Change::RenameTable {
            from: ObjectName::new("new"),
            to: name.clone(),
        },
        Change::RenameTable {
            from: name.clone(),
            to: goes.clone(),
        },
        renamed("x", "y"),
        renamed("y", "z"),
        Change::DropTable {
            object: Table { name: goes, ..old.0 },
        },
        Change::CreateTable {
            object: next.tables[&ObjectName::new("taken")].clone(),
        },
        Change::AlterTable {
            table: name.clone(),
            changes: vec![TableChange::DropColumn {
                column: text("z").nullable().0,
            }],
        },
    ];
    let database = Database::of(&previous);
    database.run("INSERT INTO new VALUES ('1', '2', '3'); INSERT INTO old VALUES ('x')");
    let pair = Pair {
        previous: &previous,
        next: &next,
    };
    let plan = plan(pair, &changes);
    database.migrate(&plan).expect("it runs");
    database.is_as_new(&next, &database.sql(&plan));
    assert_eq!(database.rows("SELECT * FROM old"), ["'1' '2'"]);
}

#[test]
fn a_constraint_gets_another_name_by_a_rebuild() {
    let make = |name: &str| {
        table("item", [integer("id").identity(), text("name")])
            .key(&["id"])
            .check(name, "name <> ''")
    };
    Case::new(catalog([make("a")]), catalog([make("b")]))
        .renamed_constraint("item", "a", "b")
        .fill("INSERT INTO item (name) VALUES ('x')")
        .keeps("SELECT * FROM item")
        .rebuilds(1)
        .passes();
}
