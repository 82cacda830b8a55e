//! Types, defaults and what else a column says.

use codegen::dialect::DialectName;
use codegen::schema::{Default, Generator, Identity, Literal, Scalar, Schema, Validation};

use super::fixture::{codes, schema, told};

/// The schema of one table with these columns, whose only dialect is PostgreSQL's or both.
fn columns(columns: &str) -> Schema {
    schema(&format!(
        "[enum.state]\nvalues = [\"open\", \"paid\"]\n[table.t.columns]\n{columns}\n"
    ))
}

fn default_of(r#type: &str, default: &str) -> Result<Option<Default>, Vec<String>> {
    let text = format!(
        "[enum.state]\nvalues = [\"open\", \"paid\"]\n[table.t.columns]\na = {{ type = \"{type}\", default = {default} }}\n"
    );
    let found = codes(&text);
    if found.is_empty() {
        Ok(schema(&text).tables[0].columns[0].default.clone())
    } else {
        Err(found)
    }
}

#[test]
fn every_type_is_read() {
    let all = [
        ("smallint", Scalar::SmallInt),
        ("integer", Scalar::Integer),
        ("bigint", Scalar::BigInt),
        ("numeric", Scalar::Numeric(None)),
        ("numeric(6)", Scalar::Numeric(Some((6, 0)))),
        ("numeric(10,2)", Scalar::Numeric(Some((10, 2)))),
        ("numeric(3, 3)", Scalar::Numeric(Some((3, 3)))),
        ("real", Scalar::Real),
        ("double", Scalar::Double),
        ("boolean", Scalar::Boolean),
        ("text", Scalar::Text),
        ("varchar(255)", Scalar::Varchar(255)),
        ("char(2)", Scalar::Char(2)),
        ("bytea", Scalar::Bytea),
        ("uuid", Scalar::Uuid),
        ("date", Scalar::Date),
        ("time", Scalar::Time),
        ("timestamp", Scalar::Timestamp),
        ("timestamptz", Scalar::Timestamptz),
        ("interval", Scalar::Interval),
        ("json", Scalar::Json),
        ("jsonb", Scalar::Jsonb),
        ("inet", Scalar::Inet),
        ("cidr", Scalar::Cidr),
        ("macaddr", Scalar::Macaddr),
    ];
    for (text, scalar) in all {
        let schema = columns(&format!("a = \"{text}\"\nb = \"{text}[]\""));
        let read = &schema.tables[0].columns;
        assert_eq!(read[0].r#type.scalar, scalar, "{text}");
        assert!(!read[0].r#type.array && read[1].r#type.array, "{text}");
        assert_eq!(read[1].r#type.scalar, scalar, "{text}[]");
    }
    let of_enum = columns("a = \"state\"");
    assert!(matches!(of_enum.tables[0].columns[0].r#type.scalar, Scalar::Enum(_)));
}

#[test]
fn wrong_types_are_refused() {
    for text in [
        "varchar(0)",
        "varchar",
        "varchar(1,2)",
        "char(-1)",
        "numeric(0)",
        "numeric(1001)",
        "integer(4)",
        "",
    ] {
        let found = codes(&format!("[table.t.columns]\na = \"{text}\"\n"));
        assert_eq!(found.len(), 1, "{text}: {found:?}");
    }
}

#[test]
fn the_type_that_was_meant_is_said() {
    for (text, meant) in [
        ("strng", None),
        ("string", Some("text")),
        ("intger", Some("integer")),
        ("varchra(64)", Some("varchar(64)")),
        ("VARCHAR(64)", Some("varchar(64)")),
        ("character varying(20)", Some("varchar(20)")),
        ("decimal(10, 2)", Some("numeric(10, 2)")),
        ("stat", Some("state")),
        ("geometry(point)", None),
    ] {
        let told = told(&format!(
            "[enum.state]\nvalues = [\"a\"]\n[table.t.columns]\na = \"{text}\"\n"
        ));
        let said = told
            .split("did you mean `")
            .nth(1)
            .and_then(|rest| rest.split('`').next());
        assert_eq!(said, meant, "{text}: {told}");
    }
}

#[test]
fn literals_fit_their_type() {
    let text = |text: &str| Literal::Text(text.to_owned());
    let fitting = [
        ("smallint", "-32768", Literal::Integer(-32768)),
        ("bigint", "9223372036854775807", Literal::Integer(i64::MAX)),
        ("integer", "0x10", Literal::Integer(16)),
        ("integer", "1_000", Literal::Integer(1000)),
        ("numeric(10,2)", "\"12345678.90\"", text("12345678.90")),
        ("numeric(10,2)", "5", Literal::Integer(5)),
        ("double", "2", Literal::Float(2.0)),
        ("real", "0.5", Literal::Float(0.5)),
        ("boolean", "true", Literal::Boolean(true)),
        ("text", "\"black\"", text("black")),
        ("varchar(3)", "\"äöü\"", text("äöü")),
        ("text", "{ value = \"now()\" }", text("now()")),
        (
            "uuid",
            "\"8c1f0a6e-3b52-4c9d-9e0f-5a7b6c8d9e10\"",
            text("8c1f0a6e-3b52-4c9d-9e0f-5a7b6c8d9e10"),
        ),
        ("date", "\"2026-01-31\"", text("2026-01-31")),
        ("date", "2026-01-31", text("2026-01-31")),
        ("time", "\"09:30\"", text("09:30:00")),
        ("timestamp", "\"2026-01-31 09:30:00\"", text("2026-01-31T09:30:00")),
        (
            "timestamptz",
            "\"2026-01-31T09:30:00+01:00\"",
            text("2026-01-31T08:30:00.000000Z"),
        ),
        ("interval", "\"P1DT2H\"", text("P1DT2H")),
        ("inet", "\"192.0.2.1\"", text("192.0.2.1")),
        ("cidr", "\"2001:db8::/32\"", text("2001:db8::/32")),
        ("macaddr", "\"08:00:2b:01:02:03\"", text("08:00:2b:01:02:03")),
        ("state", "\"paid\"", text("paid")),
        ("text[]", "[]", Literal::Json(serde_json::json!([]))),
        ("integer[]", "[1, 2]", Literal::Json(serde_json::json!([1, 2]))),
        ("state[]", "[\"open\"]", Literal::Json(serde_json::json!(["open"]))),
        ("jsonb", "[]", Literal::Json(serde_json::json!([]))),
        (
            "jsonb",
            "{ value = { theme = \"dark\", size = 2 } }",
            Literal::Json(serde_json::json!({"theme": "dark", "size": 2})),
        ),
        ("json", "{ value = \"text\" }", Literal::Json(serde_json::json!("text"))),
    ];
    for (r#type, default, expected) in fitting {
        assert_eq!(
            default_of(r#type, default),
            Ok(Some(Default::Literal(expected))),
            "{type} {default}"
        );
    }
}

#[test]
fn literals_that_do_not_fit_are_refused() {
    let misfits = [
        ("smallint", "32768"),
        ("integer", "\"1\""),
        ("integer", "1.5"),
        ("bigint", "true"),
        ("numeric(4,2)", "\"123.45\""),
        ("numeric(4,2)", "\"1.234\""),
        ("numeric", "1.5"),
        ("numeric", "\"1e5\""),
        ("double", "nan"),
        ("real", "1e300"),
        ("boolean", "1"),
        ("text", "1"),
        ("varchar(2)", "\"abc\""),
        ("uuid", "\"not-a-uuid\""),
        ("date", "\"2026-02-30\""),
        ("time", "\"25:00\""),
        ("timestamp", "\"2026-01-31T09:30:00Z\""),
        ("timestamptz", "\"2026-01-31T09:30:00\""),
        ("interval", "\"two days\""),
        ("inet", "\"300.0.0.1\""),
        ("macaddr", "\"08:00\""),
        ("bytea", "\"x\""),
        ("text[]", "\"a\""),
        ("integer[]", "[1, \"2\"]"),
        ("jsonb", "\"text\""),
    ];
    for (r#type, default) in misfits {
        assert_eq!(
            default_of(r#type, default),
            Err(vec!["TS0304".to_owned()]),
            "{type} {default}"
        );
    }
    assert_eq!(default_of("state", "\"closed\""), Err(vec!["TS0305".to_owned()]));
    assert_eq!(default_of("state[]", "[\"closed\"]"), Err(vec!["TS0305".to_owned()]));
    assert_eq!(
        default_of("integer", "9223372036854775808"),
        Err(vec!["TS0105".to_owned()])
    );
}

#[test]
fn generators_make_values_of_fitting_types() {
    let fitting = [
        ("timestamptz", "now()", Generator::Now),
        ("date", "now()", Generator::Now),
        ("uuid", "uuid()", Generator::Uuid),
        ("text", "uuid_v7()", Generator::UuidV7),
        ("varchar(21)", "nanoid()", Generator::Nanoid),
        ("char(26)", "ulid()", Generator::Ulid),
    ];
    for (r#type, call, generator) in fitting {
        let found = default_of(r#type, &format!("\"{call}\""));
        assert_eq!(found, Ok(Some(Default::Generator(generator))), "{type} {call}");
    }
    for (r#type, call) in [
        ("text", "now()"),
        ("varchar(20)", "nanoid()"),
        ("uuid", "ulid()"),
        ("uuid[]", "uuid()"),
    ] {
        assert_eq!(
            default_of(r#type, &format!("\"{call}\"")),
            Err(vec!["TS0307".to_owned()]),
            "{type} {call}"
        );
    }
}

#[test]
fn a_column_says_all_it_can() {
    let schema = columns(
        "id = { type = \"bigint\", identity = \"by_default\", primary_key = true }\n\
         a = { type = \"text\", secret = true, comment = \"Why.\", validate = { length = [1, 5], not_blank = true }, \
         rust_name = \"b\", column = \"c\", renamed_from = \"d\", backfill = \"''\", using = { postgres = \"a::text\", sqlite = \"a\" } }",
    );
    let [id, a] = schema.tables[0].columns.as_slice() else {
        panic!("there are two columns")
    };
    assert_eq!(id.identity, Some(Identity::ByDefault));
    assert_eq!((a.rust_name.as_str(), a.name.as_str(), a.key.as_str()), ("b", "c", "a"));
    assert!(a.secret && !a.nullable);
    assert_eq!(a.validate, [Validation::Length(Some(1), Some(5)), Validation::NotBlank]);
    let using = a.using.as_ref().expect("it is said");
    assert_eq!(using.get(DialectName::Postgres).map(String::as_str), Some("a::text"));
    assert_eq!(using.get(DialectName::Sqlite).map(String::as_str), Some("a"));
}
