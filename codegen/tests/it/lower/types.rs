use std::fmt::Write;

use codegen::catalog::{Table, TypeName};
use codegen::dialect::DialectName;

use super::Case;

/// Each column as a line: name, type, default, rule.
fn columns(table: &Table) -> String {
    let mut text = String::new();
    for column in &table.columns {
        let r#type = match &column.r#type.r#type {
            TypeName::BuiltIn(name) => name.clone(),
            TypeName::Enum(name) => format!("enum {name}"),
        };
        let array = if column.r#type.array { "[]" } else { "" };
        let _ = write!(text, "{}: {}{array}", column.name, r#type);
        if let Some(default) = &column.default {
            let _ = write!(text, " default {}", default.authored);
        }
        if let Some(generated) = &column.generated {
            let _ = write!(
                text,
                " as {} (stored {})",
                generated.expression.authored, generated.stored
            );
        }
        if let Some(identity) = column.identity {
            let _ = write!(text, " identity {identity:?}");
        }
        text.push('\n');
    }
    for check in &table.checks {
        let _ = writeln!(text, "check {}: {}", check.name, check.expression.authored);
    }
    text
}

/// A column of every type.
pub(crate) const SCHEMA: &str = r#"
    [enum.mood]
    values = ["happy", "it's ok"]
    [enum.colour]
    values  = ["red"]
    storage = "text"

    [table.user.columns]
    id           = { type = "bigint", identity = true, primary_key = true }
    smallint_    = { type = "smallint", default = -1 }
    integer_     = { type = "integer", default = 7 }
    numeric_     = { type = "numeric(10,2)", default = "0.00" }
    real_        = { type = "real", default = 0.5 }
    double_      = { type = "double", default = 1e300 }
    boolean_     = { type = "boolean", default = true }
    text_        = { type = "text", default = "it's" }
    varchar_     = { type = "varchar(255)", default = "x" }
    char_        = { type = "char(3)", nullable = true }
    bytea_       = { type = "bytea", nullable = true }
    uuid_        = { type = "uuid", default = "uuid()" }
    uuid_text    = { type = "text", default = "uuid()" }
    uuid_v7_     = { type = "uuid", default = "uuid_v7()" }
    nanoid_      = { type = "text", default = "nanoid()" }
    ulid_        = { type = "text", default = "ulid()" }
    date_        = { type = "date", default = "now()" }
    date_fixed   = { type = "date", default = "2020-01-02" }
    time_        = { type = "time", default = "now()" }
    timestamp_   = { type = "timestamp", default = "now()" }
    timestamptz_ = { type = "timestamptz", default = "now()" }
    tz_fixed     = { type = "timestamptz", default = "2020-01-02T03:04:05+02:00" }
    interval_    = { type = "interval", default = "P1DT2H" }
    json_        = { type = "json", default = { value = { theme = "dark", size = [1, 2] } } }
    jsonb_       = { type = "jsonb", nullable = true }
    inet_        = { type = "inet", nullable = true }
    cidr_        = { type = "cidr", nullable = true }
    macaddr_     = { type = "macaddr", nullable = true }
    tags         = { type = "text[]", default = ["a", "b \"c\""] }
    numbers      = { type = "integer[]", default = [] }
    mood_        = { type = "mood", default = "it's ok" }
    colour_      = { type = "colour", default = "red" }
    full         = { type = "text", generated = "text_ || 'x'" }
    tsv          = { type = "tsvector", nullable = true, only = "postgres" }
    code         = { type = "text", default = { sql = { postgres = "upper('a')", sqlite = "hex(randomblob(3))" } } }
"#;

#[test]
fn on_postgres() {
    insta::assert_snapshot!(columns(&Case::new(SCHEMA).table(DialectName::Postgres, "user")));
}

#[test]
fn on_sqlite() {
    insta::assert_snapshot!(columns(&Case::new(SCHEMA).table(DialectName::Sqlite, "user")));
}

#[test]
fn an_enum_is_a_type_or_a_check() {
    let case = Case::new(SCHEMA);
    let native = |dialect| -> Vec<(String, bool)> {
        let enums = case.catalog(dialect).enums;
        enums
            .into_values()
            .map(|object| (object.name.name, object.native))
            .collect()
    };
    assert_eq!(
        native(DialectName::Postgres),
        [("colour".into(), false), ("mood".into(), true)]
    );
    assert_eq!(
        native(DialectName::Sqlite),
        [("colour".into(), false), ("mood".into(), false)]
    );
    for (dialect, expected) in [(DialectName::Postgres, 1), (DialectName::Sqlite, 2)] {
        let table = case.table(dialect, "user");
        let kept = table.columns.iter().filter(|column| column.text_enum.is_some()).count();
        assert_eq!(kept, expected);
    }
}

#[test]
fn strict_tables_have_few_types() {
    let settings = "dialects = [\"sqlite\"]\nsqlite = { min_version = \"3.37\", strict = true }";
    let text = r#"
        [table.t.columns]
        id    = { type = "integer", primary_key = true }
        price = "numeric(10,2)"
        any   = { type = "any", only = "sqlite" }
        odd   = { type = "datetime", only = "sqlite" }
        "#;
    insta::assert_snapshot!(Case::with_database(settings, text).told(DialectName::Sqlite));
    let old = settings.replace("3.37", "3.36");
    let told = Case::with_database(&old, text).told(DialectName::Sqlite);
    assert!(told.contains("has `strict` tables only since version 3.37"), "{told}");
}

#[test]
fn what_sqlite_keeps_in_a_lesser_way_is_said() {
    let case = Case::new(
        r#"
        [enum.mood]
        values = ["a"]
        [table.t.columns]
        id     = { type = "integer", primary_key = true }
        wide   = "numeric(20,2)"
        any    = "numeric"
        fits   = "numeric(15,2)"
        moods  = { type = "mood[]", default = [] }
        "#,
    );
    insta::assert_snapshot!(case.told(DialectName::Sqlite));
    assert_eq!(case.told(DialectName::Postgres), "");
}
