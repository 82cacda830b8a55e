//! Tables that are made anew.

use codegen::catalog::{Action, ObjectName, Pair};
use codegen::diff::{Change, TableChange};

use super::catalog::{ColumnBuilder, catalog, integer, table, text};
use super::database::{Database, plan};

#[test]
fn children_rowids_and_self_references_survive() {
    let user = |email: ColumnBuilder| {
        table("user", [text("id"), email, text("boss").nullable()])
            .key(&["id"])
            .points(&["boss"], "user", &["id"], Action::Cascade)
            .index("user_email_idx", &["email"])
    };
    let post = table("post", [integer("id").identity(), text("user_id")])
        .key(&["id"])
        .points(&["user_id"], "user", &["id"], Action::Cascade);
    let email = Pair {
        previous: text("email").nullable(),
        next: text("email").default("''"),
    };
    let previous = catalog([user(email.previous.clone()), post.clone()]);
    let next = catalog([user(email.next.clone()), post]);
    let changes = [Change::AlterTable {
        table: ObjectName::new("user"),
        changes: vec![TableChange::AlterColumn {
            column: Box::new(email.map(|column| column.0)),
            backfill: Some("'none'".to_owned()),
            using: None,
        }],
    }];
    let database = Database::of(&previous);
    database.run(
        "INSERT INTO user (rowid, id, email, boss) VALUES (7, 'a', NULL, NULL), (9, 'b', 'b@x', 'a');
         INSERT INTO post (user_id) VALUES ('a'), ('b')",
    );
    let plan = plan(
        Pair {
            previous: &previous,
            next: &next,
        },
        &changes,
    );
    eprintln!("{}", database.sql(&plan));
    database.migrate(&plan).expect("it runs");
    assert_eq!(
        database.rows("SELECT rowid, * FROM user"),
        ["7 'a' 'none' NULL", "9 'b' 'b@x' 'a'"]
    );
    assert_eq!(database.rows("SELECT * FROM post"), ["1 'a'", "2 'b'"]);
    assert_eq!(database.facts(), Database::of(&next).facts());
    database.run("DELETE FROM user WHERE id = 'a'");
    assert_eq!(database.rows("SELECT * FROM post"), [""; 0]);
}
