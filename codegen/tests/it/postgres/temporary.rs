//! Names for the time of a migration, which may meet others.

use super::case::{Case, Query};

#[test]
fn a_type_that_is_made_anew_leaves_one_called_old_alone() {
    let schema = |values: &str| {
        format!(
            r#"
            [enum.state]
            values = {values}
            [enum.state__old]
            values = ["x"]
            [table.t.columns]
            id = {{ type = "integer", primary_key = true }}
            state = "state"
            old = "state__old"
            "#
        )
    };
    let case = Case::new(&schema(r#"["a", "b"]"#), &schema(r#"["b", "a"]"#));
    assert!(case.up().contains(r#"RENAME TO "state__old_2""#), "{}", case.up());
    case.run(
        "insert into t values (1, 'a', 'x')",
        &[Query::kept("select id, state, old from t", &["1|a|x"])],
    );
}

#[test]
fn a_table_takes_the_name_of_an_index_that_is_renamed() {
    let schema = |table: &str, index: &str, renamed: &str| {
        format!(
            r#"
            [table.{table}]
            {renamed}
            [table.{table}.columns]
            id = {{ type = "integer", primary_key = true }}
            [table.note.columns]
            id = {{ type = "integer", primary_key = true }}
            text = "text"
            [[table.note.index]]
            name = "{index}"
            columns = ["text"]
            "#
        )
    };
    let case = Case::new(
        &schema("before", "wanted", ""),
        &schema("wanted", "another", "renamed_from = \"before\""),
    );
    case.run(
        "insert into before values (1); insert into note values (1, 'a')",
        &[
            Query::moved("select id from before", "select id from wanted", &["1"]),
            Query::up("select to_regclass('another') is not null", &["t"]),
        ],
    );
}

#[test]
fn a_table_takes_the_name_of_an_index_that_is_dropped() {
    let schema = |table: &str, index: &str, renamed: &str| {
        format!(
            r#"
            [table.{table}]
            {renamed}
            [table.{table}.columns]
            id = {{ type = "integer", primary_key = true }}
            text = "text"
            {index}
            "#
        )
    };
    let case = Case::new(
        &schema(
            "before",
            "[[table.before.unique]]\nname = \"wanted\"\ncolumns = [\"text\"]",
            "",
        ),
        &schema("wanted", "", "renamed_from = \"before\""),
    );
    case.run(
        "insert into before values (1, 'a')",
        &[Query::moved(
            "select id, text from before",
            "select id, text from wanted",
            &["1|a"],
        )],
    );
}
