//! Renames and all that follows them.

use std::collections::BTreeSet;

use codegen::catalog::{Catalog, RenameHint, Table};
use codegen::diff::{Change, losses};

use super::build::{With, column, generated, name, of_enum, postgres, sqlite, table, with_default, with_enum};
use super::check::{from_to, rename_column, rename_enum, rename_table, rename_value};

fn keyed(of: &str, key: &str, columns: &[&str]) -> Table {
    Table {
        key: Some(key.to_owned()),
        ..table(of, columns)
    }
}

#[test]
fn a_table_takes_everything_along() {
    let with = |of: &str| {
        let item = table(of, &["id text", "size integer"])
            .primary_key(&format!("{of}_pkey"), &["id"])
            .check(&format!("{of}_check"), &format!("size > 0 and {of}.size < 9"))
            .index(&format!("{of}_idx"), "size", Some("size > 1"));
        let line = table("line", &["item_id text"]).foreign_key("line_item_fkey", &["item_id"], of, &["id"]);
        postgres([item, line])
    };
    from_to(with("item"), with("goods"))
        .renamed(rename_table("item", "goods"))
        .says(&[
            "rename table item to goods",
            "rename constraint item_check of goods to goods_check",
            "rename constraint item_pkey of goods to goods_pkey",
            "rename index item_idx of goods to goods_idx",
        ]);
}

#[test]
fn a_column_takes_everything_along() {
    let with = |of: &str, sql: &str| {
        let user = table("user", &[&format!("{of} text"), "id text"])
            .with(generated("full text", &format!("{sql} || id")))
            .primary_key("pk", &[of, "id"])
            .unique("u", &["id", of])
            .check(
                "c",
                &format!("length({sql}) > 2 -- 'nick'\nand \"user\".{sql} <> 'nick' and nick({sql})"),
            )
            .index("i", &format!("lower({sql})"), Some(&format!("{sql} is not null")));
        let pet = table("pet", &["owner text"]).foreign_key("f", &["owner"], "user", &[of]);
        postgres([user, pet])
    };
    let hint = |to: &str| rename_column("user", "nick", to);
    from_to(with("nick", "nick"), with("name", "name"))
        .renamed(hint("name"))
        .says(&["rename column user.nick to name"]);
    // A name that needs quotes gets them.
    from_to(with("nick", "NICK"), with("Nick", "\"Nick\""))
        .renamed(hint("Nick"))
        .says(&["rename column user.nick to Nick"]);
    from_to(with("nick", "\"nick\""), with("order", "\"order\""))
        .renamed(hint("order"))
        .says(&["rename column user.nick to order"]);
}

#[test]
fn the_rest_of_the_text_stays_as_it_was() {
    let with = |of: &str, sql: &str| postgres([table("user", &[&format!("{of} integer")]).check("c", sql)]);
    let given = from_to(
        with("age", "age>=18\n  AND (age<150)"),
        with("ripe", "ripe >= 18 and ripe < 150"),
    )
    .renamed(rename_column("user", "age", "ripe"))
    .dropped("");
    // The parentheses are the author's: that is a change.
    given.says(&["rename column user.age to ripe", "change check c of user"]);
    let changes = given.diff().changes;
    let text = changes.iter().find_map(|change| match change {
        Change::AlterTable { changes, .. } => match &changes[0] {
            codegen::diff::TableChange::Check { check } => Some(check.previous.as_ref()?.expression.authored.clone()),
            _ => None,
        },
        _ => None,
    });
    assert_eq!(text.as_deref(), Some("ripe>=18\n  AND (ripe<150)"));
}

#[test]
fn text_that_no_parser_knows_is_left_alone() {
    let with = |of: &str, sql: &str| postgres([table("user", &[&format!("{of} integer")]).check("c", sql)]);
    from_to(with("age", "age %%% ("), with("years", "years %%% ("))
        .renamed(rename_column("user", "age", "years"))
        .says(&["rename column user.age to years", "change check c of user"]);
}

#[test]
fn sqlite_names_have_no_case() {
    let with = |of: &str, sql: &str| sqlite([table("user", &[&format!("{of} TEXT")]).check("c", sql)]);
    from_to(
        with("Nick", "length(\"nick\") > 1 and NICK <> ''"),
        with("name", "length(\"name\") > 1 and name <> ''"),
    )
    .renamed(rename_column("user", "Nick", "name"))
    .says(&["rename column user.Nick to name"]);
}

#[test]
fn an_enum_takes_its_columns_along() {
    let with = |of: &str| {
        let order = table("order", &[])
            .with(of_enum("state", of))
            .check(
                "c",
                &format!("state <> 'a'::{of} and state = any (array['a']::{of}[]) and cast('a' as {of}) = state"),
            )
            .with(with_default("note text", &format!("'a'::{of}::text")));
        with_enum(postgres([order]), of, &["a", "b"])
    };
    from_to(with("state"), with("mood"))
        .renamed(rename_enum("state", "mood"))
        .says(&["rename enum state to mood"]);
    // Nothing but the name differs: there is nothing to ask.
    from_to(with("state"), with("mood")).says(&["rename enum state to mood"]);
}

#[test]
fn swaps_and_cycles() {
    let two = |a: &[&str], b: &[&str]| postgres([table("a", a), table("b", b)]);
    from_to(two(&["x text"], &["y date"]), two(&["y date"], &["x text"]))
        .renamed(rename_table("a", "b"))
        .renamed(rename_table("b", "a"))
        .says(&["rename table a to b", "rename table b to a"]);

    let user = |columns: &[&str]| postgres([table("user", columns)]);
    // The tables are equal: only the hints know.
    from_to(user(&["a text", "b text"]), user(&["a text", "b text"]))
        .renamed(rename_column("user", "a", "b"))
        .renamed(rename_column("user", "b", "a"))
        .says(&["rename column user.a to b", "rename column user.b to a"]);
    from_to(
        user(&["a text", "b date", "c integer"]),
        user(&["b text", "c date", "d integer"]),
    )
    .renamed(rename_column("user", "a", "b"))
    .renamed(rename_column("user", "b", "c"))
    .renamed(rename_column("user", "c", "d"))
    .says(&[
        "rename column user.a to b",
        "rename column user.b to c",
        "rename column user.c to d",
    ]);
}

#[test]
fn hints_name_what_was_by_its_key() {
    let previous = postgres([keyed("User", "user", &["id text"])]);
    let given = from_to(previous, postgres([table("person", &["id text"])])).renamed(rename_table("user", "person"));
    given.says(&["rename table User to person"]);
    given.uses(&["rename table user to person"]);
}

#[test]
fn the_same_key_under_another_name_is_a_rename() {
    let catalog = |of: &str, key: Option<&str>| -> Catalog {
        let mut id = column("id text");
        id.name = format!("{of}_id");
        id.key = Some("id".to_owned());
        let user = Table {
            key: key.map(str::to_owned),
            ..table(of, &[])
        };
        postgres([user.with(id)])
    };
    let says = &[
        "rename table User to people",
        "rename column people.User_id to people_id",
    ];
    from_to(catalog("User", Some("user")), catalog("people", Some("user"))).says(says);
    // Where the key is the name, it is not recorded.
    from_to(catalog("User", Some("people")), catalog("people", None)).says(says);
    from_to(catalog("User", None), catalog("people", Some("User"))).says(says);

    // Two tables that swap their database names.
    from_to(
        postgres([keyed("x", "a", &["p text"]), keyed("y", "b", &["q date"])]),
        postgres([keyed("y", "a", &["p text"]), keyed("x", "b", &["q date"])]),
    )
    .says(&["rename table x to y", "rename table y to x"]);
}

#[test]
fn a_key_that_was_given_away_moves_no_table() {
    // `a` goes on as `b` in the same table of the database, and another thing is called `a` now.
    from_to(
        postgres([keyed("x", "a", &["p text"])]),
        postgres([keyed("x", "b", &["p text"]), keyed("y", "a", &["q date"])]),
    )
    .says(&["create table y"]);
}

#[test]
fn a_table_whose_name_another_gets_goes() {
    let previous = postgres([table("a", &["x text"]), table("b", &["y date"])]);
    let given = from_to(previous, postgres([table("b", &["x text"])])).renamed(rename_table("a", "b"));
    given.says(&["rename table a to b", "drop table b"]);
    given.uses(&["rename table a to b"]);
    let lost = losses(given.pair(), &given.diff().changes);
    assert_eq!(lost.iter().map(|loss| &*loss.object).collect::<Vec<_>>(), ["b"]);
}

#[test]
fn hints_act_once() {
    let two = || postgres([table("a", &["x text"]), table("b", &["y date"])]);
    let given = from_to(postgres([]), two())
        .renamed(rename_table("a", "b"))
        .renamed(rename_table("b", "a"));
    given.says(&["create table a", "create table b"]);
    // Else the next run would swap them.
    given.uses(&["rename table a to b", "rename table b to a"]);
}

#[test]
fn hints_that_come_too_late_are_not_used() {
    let given = from_to(postgres([table("b", &["x text"])]), postgres([table("b", &["x text"])]))
        .renamed(rename_table("a", "b"))
        .renamed(rename_column("b", "w", "x"));
    given.diff_is_empty();
}

#[test]
fn constraints_and_indexes_by_hint() {
    let with = |unique: &str, index: &str, columns: &[&str]| {
        postgres([table("user", &["id text", "age integer"])
            .unique(unique, columns)
            .index(index, columns[0], None)])
    };
    let given = from_to(with("a", "i", &["id"]), with("b", "j", &["age"]))
        .renamed(RenameHint::Constraint {
            table: name("user"),
            from: "a".to_owned(),
            to: "b".to_owned(),
        })
        .renamed(RenameHint::Index {
            table: name("user"),
            from: "i".to_owned(),
            to: "j".to_owned(),
        });
    given.says(&[
        "rename constraint a of user to b",
        "rename index i of user to j",
        "change unique b of user",
        "change index j of user",
    ]);
    assert_eq!(
        given.diff().used_hints,
        given.hints.renamed.iter().map(RenameHint::id).collect::<BTreeSet<_>>()
    );
}

#[test]
fn what_holds_the_name_that_another_gets_goes() {
    let user = |columns: &[&str]| postgres([table("user", columns)]);
    let given = from_to(
        user(&["id text", "name text", "title text"]),
        user(&["id text", "name text"]),
    )
    .renamed(rename_column("user", "title", "name"));
    given.says(&["rename column user.title to name", "drop column user.name"]);
    given.uses(&["rename column user.title to name"]);
    let lost = losses(given.pair(), &given.diff().changes);
    let lost: Vec<_> = lost
        .iter()
        .map(|loss| format!("{}:{}", loss.kind.as_str(), loss.object))
        .collect();
    assert_eq!(lost, ["drop-column:user.name"]);

    // A chain that ends where something goes, beside a swap.
    from_to(
        user(&["a text", "b integer", "c date", "p text", "q text"]),
        user(&["b text", "c integer", "p text", "q text"]),
    )
    .renamed(rename_column("user", "a", "b"))
    .renamed(rename_column("user", "b", "c"))
    .renamed(rename_column("user", "p", "q"))
    .renamed(rename_column("user", "q", "p"))
    .says(&[
        "rename column user.a to b",
        "rename column user.b to c",
        "rename column user.p to q",
        "rename column user.q to p",
        "drop column user.c",
    ]);

    let enums = |of: &[(&str, &[&str])]| {
        let orders = table("order", &["id text"]);
        of.iter().fold(postgres([orders]), |catalog, (name, values)| {
            with_enum(catalog, name, values)
        })
    };
    from_to(enums(&[("a", &["x"]), ("b", &["y"])]), enums(&[("b", &["x"])]))
        .renamed(rename_enum("a", "b"))
        .says(&["rename enum a to b", "drop enum b"]);
    from_to(enums(&[("a", &["x", "y", "z"])]), enums(&[("a", &["x", "y"])]))
        .renamed(rename_value("a", "z", "y"))
        .says(&["rename value a.z to y", "remove value a.y"]);
}

#[test]
fn nothing_goes_for_a_name_whose_holder_is_still_used() {
    let user = |columns: &[&str]| postgres([table("user", columns)]);
    from_to(user(&["a text", "b text"]), user(&["a text", "b text"]))
        .renamed(rename_column("user", "a", "b"))
        .diff_is_empty();
}

#[test]
fn hints_that_came_too_late_are_used_up_by_the_next_migration() {
    let user = |columns: &[&str]| postgres([table("user", columns)]);
    let given = from_to(user(&["name text"]), user(&["name text", "title text"]))
        .renamed(rename_column("user", "title", "name"));
    given.says(&["add column user.title"]);
    // Else `name` would go for `title` on the day on which `title` goes.
    given.uses(&["rename column user.title to name"]);
}
