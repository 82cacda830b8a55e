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
