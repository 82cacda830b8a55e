//! One case per kind of change.

use codegen::catalog::{Action, Column, Table};
use codegen::diff::{Change, TableChange, losses};

use super::build::{
    With, built_in, column, generated, name, of_enum, postgres, sqlite, table, with_default, with_enum,
};
use super::check::{from_to, rename_value};

/// What it takes to make one table of another.
#[track_caller]
fn table_says(previous: Table, next: Table, expected: &[&str]) {
    from_to(postgres([previous]), postgres([next])).says(expected);
}

fn user() -> Table {
    table("user", &["id text", "age integer"])
}

#[test]
fn nothing() {
    let catalog = with_enum(postgres([user().check("adult", "age > 17")]), "state", &["a", "b"]);
    from_to(catalog.clone(), catalog).says(&[]);
}

#[test]
fn column_order_is_not_compared() {
    table_says(user(), table("user", &["age integer", "id text"]), &[]);
}

#[test]
fn namespaces() {
    let mut previous = postgres([]);
    previous.namespaces.insert("old".to_owned(), None);
    previous.namespaces.insert("sales".to_owned(), None);
    let mut next = postgres([]);
    next.namespaces.insert("new".to_owned(), Some("New.".to_owned()));
    next.namespaces.insert("sales".to_owned(), Some("Orders.".to_owned()));
    from_to(previous, next).says(&[
        "create namespace new",
        "comment on namespace sales",
        "drop namespace old",
    ]);
}

#[test]
fn tables() {
    let next = Table {
        comment: Some("A person.".to_owned()),
        strict: true,
        ..user()
    };
    from_to(
        postgres([user(), table("old", &["a text"])]),
        postgres([next, table("new", &["b date"])]),
    )
    .says(&[
        "create table new",
        "comment on table user",
        "change options of table user",
        "drop table old",
    ]);
}

#[test]
fn columns() {
    let with_age = |change: fn(&mut Column)| {
        let mut table = user();
        change(&mut table.columns[1]);
        table
    };
    table_says(user(), table("user", &["id text"]), &["drop column user.age"]);
    table_says(table("user", &["id text"]), user(), &["add column user.age"]);
    table_says(
        user(),
        with_age(|age| age.r#type = built_in("bigint")),
        &["change type of column user.age"],
    );
    table_says(
        user(),
        with_age(|age| age.nullable = true),
        &["change nullability of column user.age"],
    );
    table_says(
        user(),
        with_age(|age| age.default = Some(codegen::catalog::Expression::authored("0"))),
        &["change default of column user.age"],
    );
    table_says(
        user(),
        with_age(|age| age.identity = Some(codegen::catalog::Identity::Always)),
        &["change identity of column user.age"],
    );
    table_says(
        user(),
        with_age(|age| age.collation = Some("C".to_owned())),
        &["change collation of column user.age"],
    );
    table_says(
        user(),
        with_age(|age| age.comment = Some("Years.".to_owned())),
        &["change comment of column user.age"],
    );
    table_says(
        table("user", &[]).with(generated("full text", "first || last")),
        table("user", &[]).with(generated("full text", "last || first")),
        &["change rule of column user.full"],
    );
}

#[test]
fn constraints_and_indexes() {
    let key = |columns: &[&str]| user().primary_key("user_pkey", columns);
    table_says(user(), key(&["id"]), &["add primary key of user (id)"]);
    table_says(
        key(&["id"]),
        key(&["id", "age"]),
        &["change primary key of user to (id, age)"],
    );
    table_says(key(&["id"]), user(), &["drop primary key of user"]);

    let unique = |columns: &[&str]| user().unique("u", columns);
    table_says(user(), unique(&["age"]), &["add unique u to user"]);
    table_says(unique(&["age"]), unique(&["id"]), &["change unique u of user"]);
    table_says(unique(&["age"]), user(), &["drop unique u of user"]);

    let check = |sql: &str| user().check("c", sql);
    table_says(user(), check("age > 1"), &["add check c to user"]);
    table_says(check("age > 1"), check("age > 2"), &["change check c of user"]);
    // The way of writing it is no difference.
    from_to(postgres([check("age > 1")]), postgres([check("(\"age\">1)")])).says(&["change check c of user"]);
    from_to(postgres([check("age > 1")]), postgres([check("\"age\">1")])).diff_is_empty();
    table_says(check("age > 1"), user(), &["drop check c of user"]);

    let index = |key: &str, predicate| user().index("i", key, predicate);
    table_says(user(), index("age", None), &["add index i to user"]);
    table_says(
        index("age", None),
        index("age", Some("age > 1")),
        &["change index i of user"],
    );
    table_says(
        index("lower(id)", None),
        index("upper(id)", None),
        &["change index i of user"],
    );
    table_says(index("age", None), user(), &["drop index i of user"]);

    let foreign_key = |action| {
        let mut table = user().foreign_key("f", &["age"], "user", &["age"]);
        table.foreign_keys[0].on_delete = action;
        table
    };
    table_says(user(), foreign_key(Action::Cascade), &["add foreign key f to user"]);
    table_says(
        foreign_key(Action::Cascade),
        foreign_key(Action::Restrict),
        &["change foreign key f of user"],
    );
    table_says(foreign_key(Action::Cascade), user(), &["drop foreign key f of user"]);
}

#[test]
fn what_differs_by_name_alone_is_renamed() {
    let previous = user()
        .primary_key("a", &["id"])
        .unique("b", &["id"])
        .check("c", "age > 1")
        .foreign_key("d", &["id"], "user", &["id"])
        .index("e", "age", None);
    let next = user()
        .primary_key("a2", &["id"])
        .unique("b2", &["id"])
        .check("c2", "age > 1")
        .foreign_key("d2", &["id"], "user", &["id"])
        .index("e2", "age", None);
    table_says(
        previous,
        next,
        &[
            "rename constraint a of user to a2",
            "rename constraint b of user to b2",
            "rename constraint c of user to c2",
            "rename constraint d of user to d2",
            "rename index e of user to e2",
        ],
    );
    // Two that swap their names.
    table_says(
        user().unique("a", &["id"]).unique("b", &["age"]),
        user().unique("a", &["age"]).unique("b", &["id"]),
        &["rename constraint a of user to b", "rename constraint b of user to a"],
    );
    // The name is that of an index on another table, which goes.
    let other = |index| {
        let table = table("other", &["x text"]);
        if index { table.index("taken", "x", None) } else { table }
    };
    from_to(
        postgres([user().index("free", "age", None), other(true)]),
        postgres([user().index("taken", "age", None), other(false)]),
    )
    .says(&[
        "drop index taken of other",
        "drop index free of user",
        "add index taken to user",
    ]);
}

#[test]
fn enums() {
    let with = |values: &[&str]| with_enum(postgres([]), "state", values);
    from_to(postgres([]), with(&["a"])).says(&["create enum state"]);
    from_to(with(&["a"]), postgres([])).says(&["drop enum state"]);
    from_to(with(&["a", "b"]), with(&["a", "x", "b"])).says(&["add value state.x"]);
    from_to(with(&["a", "b"]), with(&["b", "a"])).says(&["reorder values of state"]);
    from_to(with(&["a", "b"]), with(&["a"])).says(&["remove value state.b"]);

    let renamed = from_to(with(&["a", "b"]), with(&["a", "c"])).renamed(rename_value("state", "b", "c"));
    renamed.says(&["rename value state.b to c"]);
    renamed.uses(&["rename value state.b to c"]);

    let swapped = from_to(with(&["a", "b"]), with(&["b", "a"]))
        .renamed(rename_value("state", "a", "b"))
        .renamed(rename_value("state", "b", "a"));
    swapped.says(&["rename value state.a to b", "rename value state.b to a"]);

    let mut replaced = from_to(with(&["a", "b"]), with(&["a", "c"]));
    replaced
        .hints
        .replaced
        .entry(name("state"))
        .or_default()
        .insert("b".to_owned(), "c".to_owned());
    replaced.says(&["add value state.c", "replace value state.b by c"]);
    replaced.uses(&["replace state.b by c"]);
}

#[test]
fn an_enum_kept_as_text_changes_with_its_checks() {
    let with = |values: &[&str], sql: &str| {
        let state = Column {
            text_enum: Some(name("state")),
            form: None,
            ..column("state TEXT")
        };
        let order = table("order", &["id TEXT"]).with(state).check("order_state_check", sql);
        with_enum(sqlite([order]), "state", values)
    };
    let given = from_to(
        with(&["a"], "\"state\" in ('a')"),
        with(&["a", "b"], "\"state\" in ('a', 'b')"),
    );
    given.says(&["add value state.b", "change check order_state_check of order"]);
}

#[test]
fn what_only_the_snapshot_records_comes_along() {
    let keyed = |key: &str, age: &str| {
        let mut table = user();
        table.key = Some(key.to_owned());
        table.columns[0].key = Some(format!("{key}_id"));
        table.columns[1].r#type = built_in(age);
        let mut catalog = with_enum(postgres([table]), "state", &["a"]);
        if let Some(object) = catalog.enums.get_mut(&name("state")) {
            object.key = Some(key.to_owned());
        }
        catalog
    };
    from_to(keyed("a", "integer"), keyed("b", "integer")).diff_is_empty();
    let given = from_to(keyed("a", "integer"), keyed("b", "bigint"));
    given.says(&["change type of column user.age"]);
    let records = given
        .diff()
        .changes
        .iter()
        .filter(|change| matches!(change, Change::Record(_)))
        .count();
    assert_eq!(records, 3);
}

#[test]
fn backfills_and_casts_are_used_where_they_are_needed() {
    let column_of = |r#type: &str, nullable| Column {
        nullable,
        ..column(&format!("size {type}"))
    };
    let with = |size: Option<Column>| postgres([size.into_iter().fold(user(), With::with)]);
    let hinted = |previous, next| {
        let mut given = from_to(with(previous), with(next));
        let at = (name("user"), "size".to_owned());
        given.hints.backfill.insert(at.clone(), "1".to_owned());
        given.hints.using.insert(at, "size::integer".to_owned());
        given
    };
    let backfill = "backfill user.size 1";
    let using = "using user.size size::integer";
    hinted(None, Some(column_of("integer", false))).uses(&[backfill]);
    hinted(Some(column_of("integer", true)), Some(column_of("integer", false))).uses(&[backfill]);
    hinted(Some(column_of("text", false)), Some(column_of("integer", false))).uses(&[using]);
    hinted(Some(column_of("text", true)), Some(column_of("integer", false))).uses(&[backfill, using]);
    hinted(Some(column_of("integer", false)), Some(column_of("integer", true))).uses(&[]);

    let changes = hinted(Some(column_of("text", true)), Some(column_of("integer", false)))
        .diff()
        .changes;
    let [Change::AlterTable { changes, .. }] = &changes[..] else {
        panic!("{changes:#?}")
    };
    let [TableChange::AlterColumn { backfill, using, .. }] = &changes[..] else {
        panic!("{changes:#?}")
    };
    assert_eq!(
        (backfill.as_deref(), using.as_deref()),
        (Some("1"), Some("size::integer"))
    );
}

#[test]
fn losses_are_named() {
    let previous = postgres([
        table("gone", &["a text"]),
        table(
            "user",
            &["id text", "bio text", "age bigint", "size text", "rank integer"],
        )
        .with(generated("full text", "id || bio"))
        .with(of_enum("state", "state")),
    ]);
    let next = postgres([
        table("user", &["id text", "age integer", "size integer", "rank bigint"]).with(of_enum("state", "state")),
    ]);
    let mut given = from_to(
        with_enum(with_enum(previous, "state", &["a", "b", "c"]), "unused", &["x", "y"]),
        with_enum(with_enum(next, "state", &["a"]), "unused", &["x"]),
    );
    given
        .hints
        .using
        .insert((name("user"), "size".to_owned()), "length(size)".to_owned());
    given
        .hints
        .replaced
        .entry(name("state"))
        .or_default()
        .insert("b".to_owned(), "a".to_owned());
    let found = losses(given.pair(), &given.diff().changes);
    let found: Vec<String> = found
        .iter()
        .map(|loss| format!("{}:{}", loss.kind.as_str(), loss.object))
        .collect();
    assert_eq!(
        found,
        [
            "drop-table:gone",
            "drop-column:user.bio",
            "narrow-column:user.age",
            "remove-value:state.c"
        ]
    );
}

#[test]
fn a_cast_that_is_impossible_needs_using() {
    let with = |r#type: &str| postgres([table("user", &["id text"]).with(column(&format!("at {type}")))]);
    let mut given = from_to(with("boolean"), with("date"));
    let missing = |given: &super::check::Given| {
        let found = codegen::diff::missing_usings(given.pair(), &given.diff().changes);
        found
            .into_iter()
            .map(|missing| format!("{}.{}", missing.table, missing.column))
            .collect::<Vec<_>>()
    };
    assert_eq!(missing(&given), ["user.at"]);
    given
        .hints
        .using
        .insert((name("user"), "at".to_owned()), "now()".to_owned());
    assert_eq!(missing(&given), [""; 0]);
}

#[test]
fn defaults_that_cast_to_an_enum_follow_its_name() {
    let with = |of: &str| {
        let state = Column {
            default: with_default("x text", &format!("'a'::\"{of}\"")).default,
            ..of_enum("state", of)
        };
        with_enum(postgres([table("order", &[]).with(state)]), of, &["a"])
    };
    from_to(with("state"), with("order state")).says(&["rename enum state to order state"]);
}
