//! Enums that are called like a type of PostgreSQL's own.

use super::case::{Case, Query};

fn schema(values: &str, more: &str) -> String {
    format!(
        r#"
        [enum.line]
        comment = "A line of the underground."
        values = {values}
        [enum.text]
        values = ["long", "short"]
        [table.stop.columns]
        id = {{ type = "integer", primary_key = true }}
        line = {{ type = "line", default = "red" }}
        lines = {{ type = "line[]", nullable = true }}
        text = {{ type = "text", nullable = true }}
        {more}
        "#
    )
}

#[test]
fn they_are_named_with_their_namespace() {
    let case = Case::new(
        &schema(r#"["red", "green"]"#, ""),
        &schema(
            r#"["green", "blue", "red"]"#,
            r#"next = { type = "line", default = "blue" }"#,
        ),
    );
    let (up, down) = (case.up(), case.down());
    assert!(up.contains(r#"ADD COLUMN "next" "public"."line""#), "{up}");
    assert!(down.contains(r#"ALTER TYPE "public"."line""#), "{down}");
    case.run(
        "insert into stop (id, line, lines) values (1, 'red', '{red,green}'), (2, 'green', null)",
        &[
            Query::kept(
                "select id, line, lines from stop order by id",
                &["1|red|{red,green}", "2|green|-"],
            ),
            Query::up("select distinct next, pg_typeof(next) from stop", &["blue|public.line"]),
        ],
    );
}

#[test]
fn they_come_and_go_and_change_their_names() {
    let named = |name: &str, more: &str| {
        format!(
            r#"
            [enum.{name}]
            {more}
            comment = "{name}"
            values = ["a", "b"]
            [table.t.columns]
            id = {{ type = "integer", primary_key = true }}
            kind = "{name}"
            "#
        )
    };
    let case = Case::new(&named("point", ""), &named("circle", "renamed_from = \"point\""));
    case.run(
        "insert into t values (1, 'a'), (2, 'b')",
        &[Query::kept("select id, kind from t order by id", &["1|a", "2|b"])],
    );
    let none = r#"table.t.columns.id = { type = "integer", primary_key = true }"#;
    Case::new(none, &named("point", "")).run("", &[]);
}
