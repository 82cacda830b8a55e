//! Names in Rust and in the database.

use super::fixture::{codes, schema};

fn field(key: &str) -> String {
    let schema = schema(&format!("[table.t.columns]\n{key:?} = \"text\"\n"));
    schema.tables[0].columns[0].rust_name.clone()
}

fn type_name(key: &str) -> String {
    let schema = schema(&format!("[table.{key:?}.columns]\na = \"text\"\n"));
    schema.tables[0].rust_name.clone()
}

#[test]
fn keys_become_rust_names() {
    let fields = [
        ("email", "email"),
        ("emailVerified", "email_verified"),
        ("type", "type"),
        ("self", "self_"),
        ("crate", "crate_"),
        ("create", "create"),
        ("exec", "exec_"),
        ("2fa", "_2fa"),
        ("größe", "größe"),
        ("a-b c", "a_b_c"),
        ("; drop table user; --", "drop_table_user"),
    ];
    for (key, expected) in fields {
        assert_eq!(field(key), expected, "{key}");
    }
    let types = [
        ("video_summary", "VideoSummary"),
        ("self", "Self_"),
        ("2fa", "_2fa"),
        ("option", "Option_"),
    ];
    for (key, expected) in types {
        assert_eq!(type_name(key), expected, "{key}");
    }
}

#[test]
fn any_name_works_in_the_database() {
    let schema =
        schema("[table.\"; drop table user; --\".columns]\n\"select\" = { type = \"text\", primary_key = true }\n");
    assert_eq!(schema.tables[0].name, "; drop table user; --");
    assert_eq!(schema.tables[0].columns[0].name, "select");
}

#[test]
fn sixty_three_bytes_are_kept_and_no_more() {
    let of = |bytes: usize| codes(&format!("[table.t.columns]\n{} = \"text\"\n", "a".repeat(bytes)));
    assert_eq!(of(63), Vec::<String>::new());
    assert_eq!(of(64), ["TS0209"]);
    assert_eq!(of(200), ["TS0209"]);
}

#[test]
fn sqlite_takes_capitals_for_the_same_name() {
    let text = "[table.t.columns]\nab = { type = \"text\", rust_name = \"one\" }\nAB = { type = \"text\", rust_name = \"two\" }\n";
    assert_eq!(codes(text), ["TS0212"]);
}

#[test]
fn tables_types_and_indexes_share_a_space() {
    let table = |rest: &str| format!("[table.a.columns]\nid = {{ type = \"text\", primary_key = true }}\n{rest}");
    assert_eq!(
        codes(&table("[enum.b]\ntype_name = \"a\"\nvalues = [\"x\"]\n")),
        ["TS0212"]
    );
    assert_eq!(
        codes(&table("[[table.a.index]]\nname = \"a\"\ncolumns = [\"id\"]\n")),
        ["TS0212"]
    );
    let other_namespace = "[table.b]\ntable = \"a\"\nschema = \"other\"\n[table.b.columns]\nid = \"text\"\n";
    assert_eq!(codes(&table(other_namespace)), Vec::<String>::new());
}

#[test]
fn relations_share_a_space_with_fields() {
    let text = "[table.a.columns]\nid = { type = \"text\", primary_key = true }\n[table.b.columns]\na = { references = \"a\" }\n\
                [table.b.relations]\na = { one = \"a\" }\n";
    assert_eq!(codes(text), ["TS0213"]);
}

#[test]
fn rust_names_that_meet_are_told() {
    let table = |key: &str| format!("[table.{key}.columns]\nid = {{ type = \"bigint\", primary_key = true }}\n");
    for (one, other) in [("user", "new_user"), ("user", "user_patch")] {
        assert_eq!(codes(&(table(one) + &table(other))), ["TS0213"], "{one} and {other}");
    }
    let enumeration = |key: &str| format!("[enum.{key}]\nvalues = [\"a\"]\n");
    assert_eq!(codes(&(table("user") + &enumeration("new_user"))), ["TS0213"]);
    assert_eq!(codes(&(enumeration("mood_patch") + &table("mood"))), ["TS0213"]);
    // A module and a type share Rust's name space.
    let module = "[generate]\nmodules = [\"kinds\"]\n[table.kind]\nrust_name = \"kinds\"\n";
    assert_eq!(codes(&(module.to_owned() + &table("kind"))), ["TS0213"]);
    // What generated code is made of.
    for reserved in ["String", "i64", "enums"] {
        let named = format!("[table.kind]\nrust_name = \"{reserved}\"\n");
        assert_eq!(codes(&(named + &table("kind"))), ["TS0236"], "{reserved}");
    }
    let variant = "[enum.mood]\nvalues = [{ name = \"every\", rust_name = \"ALL\" }]\n";
    assert_eq!(codes(variant), ["TS0236"]);
    let column = "[table.t.columns]\nid = { type = \"bigint\", rust_name = \"exec\" }\n";
    assert_eq!(codes(column), ["TS0236"]);
}

#[test]
fn names_within_a_model_that_meet_are_told() {
    let columns = |text: &str| codes(&format!("[table.t.columns]\n{text}"));
    // `T::AGE` twice, and `T::TABLE_` twice: `T::TABLE` is the model's own.
    let ages = "age = \"text\"\nold = { type = \"text\", rust_name = \"Age\" }\n";
    assert_eq!(columns(ages), ["TS0213"]);
    assert_eq!(
        columns("table = \"text\"\nx = { type = \"text\", rust_name = \"table_\" }\n"),
        ["TS0213"]
    );
    // `T::find_by_a_and_b` twice.
    let finders = "[table.t.columns]\na = \"text\"\nb = \"text\"\na_and_b = { type = \"text\", unique = true }\n\
                   [[table.t.unique]]\ncolumns = [\"a\", \"b\"]\n";
    assert_eq!(codes(finders), ["TS0213"]);
    let same = "[table.t.columns]\na = { type = \"text\", unique = true }\nb = { type = \"text\", unique = true }\n";
    assert_eq!(codes(same), Vec::<String>::new());
}

#[test]
fn what_only_a_model_could_fill_is_in_one() {
    let columns = |column: &str| {
        codes(&format!(
            "[table.t.columns]\nid = {{ type = \"bigint\", primary_key = true }}\n{column}\n"
        ))
    };
    let none = Vec::<String>::new();
    assert_eq!(columns("a = { type = \"text\", only = \"postgres\" }"), ["TS0409"]);
    assert_eq!(
        columns("a = { type = \"text\", nullable = true, only = \"postgres\" }"),
        none
    );
    assert_eq!(
        columns("a = { type = \"text\", default = \"x\", only = \"postgres\" }"),
        none
    );
    assert_eq!(
        columns("a = { type = \"text\", default = \"nanoid()\", only = \"postgres\" }"),
        ["TS0409"]
    );
    assert_eq!(
        columns("a = { type = \"uuid\", default = \"uuid()\", only = \"postgres\" }"),
        none
    );
    assert_eq!(
        columns("a = { type = \"uuid\", default = \"uuid()\", only = \"sqlite\" }"),
        ["TS0409"]
    );
    assert_eq!(
        columns("a = { type = \"integer\", default = 0, update_default = 1, only = \"sqlite\" }"),
        ["TS0409"]
    );
    let whole = "[table.t]\nonly = \"postgres\"\n[table.t.columns]\nid = { type = \"text\", primary_key = true }\n";
    assert_eq!(codes(whole), none);
}
