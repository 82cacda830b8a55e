use codegen::catalog::names::MAX_BYTES;
use codegen::dialect::DialectName;

use super::Case;

fn indexes(case: &Case, dialect: DialectName, table: &str) -> Vec<String> {
    let table = case.table(dialect, table);
    table.indexes.into_iter().map(|index| index.name).collect()
}

fn checks(case: &Case, dialect: DialectName, table: &str) -> Vec<String> {
    let table = case.table(dialect, table);
    table.checks.into_iter().map(|check| check.name).collect()
}

#[test]
fn names_are_those_postgres_would_give() {
    let case = Case::new(
        r#"
        [table.t]
        primary_key = ["a", "b"]
        [table.t.columns]
        a = { type = "integer", check = "a > 0" }
        b = { type = "integer", unique = true }
        c = { type = "text", nullable = true }
        [[table.t.check]]
        expression = "a > b"
        [[table.t.check]]
        expression = "a <> b"
        [[table.t.index]]
        columns = ["c", { expression = "lower(c)" }, { expression = "a + b" }, { expression = "b - a" }]
        [[table.t.index]]
        columns = ["c"]
        where   = "c is not null"
        [[table.t.index]]
        columns = ["c desc"]
        "#,
    );
    for dialect in DialectName::ALL {
        let table = case.table(dialect, "t");
        assert_eq!(table.primary_key.map(|key| key.name).as_deref(), Some("t_pkey"));
        assert_eq!(table.uniques[0].name, "t_b_key");
        assert_eq!(checks(&case, dialect, "t"), ["t_a_check", "t_check", "t_check1"]);
        assert_eq!(
            indexes(&case, dialect, "t"),
            ["t_c_idx", "t_c_idx1", "t_c_lower_expr_expr1_idx"]
        );
    }
}

#[test]
fn checks_that_a_type_implies_come_after_those_of_the_author() {
    let case = Case::new(
        r#"
        [table.t.columns]
        id   = { type = "integer", primary_key = true }
        name = { type = "varchar(9)", check = "name <> ''" }
        "#,
    );
    assert_eq!(checks(&case, DialectName::Postgres, "t"), ["t_name_check"]);
    let table = case.table(DialectName::Sqlite, "t");
    let checks: Vec<_> = table
        .checks
        .iter()
        .map(|check| (check.name.as_str(), check.expression.authored.as_str()))
        .collect();
    assert_eq!(
        checks,
        [
            ("t_name_check", "name <> ''"),
            ("t_name_check1", r#"length("name") <= 9"#)
        ]
    );
}

#[test]
fn a_derived_name_goes_around_authored_ones_and_tables() {
    let case = Case::new(
        r#"
        [table.t.columns]
        id = { type = "integer", primary_key = true }
        a  = { type = "integer", unique = true }
        [table.t_id_idx.columns]
        id = { type = "integer", primary_key = true }
        a  = "text"
        [[table.t_id_idx.index]]
        name    = "t_a_key"
        columns = ["a"]
        [[table.t.index]]
        columns = ["id"]
        "#,
    );
    for dialect in DialectName::ALL {
        assert_eq!(case.table(dialect, "t").uniques[0].name, "t_a_key1");
        assert_eq!(indexes(&case, dialect, "t"), ["t_id_idx1"]);
    }
}

#[test]
fn a_foreign_key_gets_an_index_where_nothing_else_serves_it() {
    let case = Case::new(
        r#"
        [table.p.columns]
        id = { type = "integer", primary_key = true }
        [table.c.columns]
        id       = { type = "integer", primary_key = true }
        plain    = { references = "p" }
        opted    = { references = "p", index = false }
        unique   = { references = "p", unique = true }
        led      = { references = "p" }
        partly   = { references = "p" }
        [[table.c.index]]
        columns = ["led", "id"]
        [[table.c.index]]
        columns = ["partly"]
        where   = "partly > 0"
        "#,
    );
    for dialect in DialectName::ALL {
        assert_eq!(
            indexes(&case, dialect, "c"),
            ["c_led_id_idx", "c_partly_idx", "c_partly_idx1", "c_plain_idx"]
        );
    }
}

#[test]
fn long_names_fit() {
    let long = "l".repeat(60);
    let case = Case::new(&format!(
        "[table.{long}.columns]\nid = {{ type = \"integer\", primary_key = true }}\nname = {{ type = \"text\", unique = true }}"
    ));
    let table = case.table(DialectName::Postgres, &long);
    let (key, unique) = (table.primary_key.expect("it has one").name, &table.uniques[0].name);
    assert!(key.len() <= MAX_BYTES && key.ends_with("_pkey"), "{key}");
    assert!(unique.len() <= MAX_BYTES && unique.ends_with("_key"), "{unique}");
}

#[test]
fn a_namespace_is_a_prefix_on_sqlite() {
    let case = Case::new(
        r#"
        [namespace.sales]
        comment = "What is sold."
        [table.line]
        schema = "sales"
        [table.line.columns]
        id = { type = "integer", primary_key = true }
        [table.note.columns]
        line = { references = "line", on_delete = "cascade" }
        [table.own]
        schema = "public"
        [table.own.columns]
        id = "integer"
        "#,
    );
    let postgres = case.catalog(DialectName::Postgres);
    assert_eq!(postgres.namespaces.keys().collect::<Vec<_>>(), ["sales"]);
    let names: Vec<_> = postgres.tables.keys().map(ToString::to_string).collect();
    assert_eq!(names, ["note", "own", "sales.line"]);
    let sqlite = case.catalog(DialectName::Sqlite);
    assert!(sqlite.namespaces.is_empty());
    let names: Vec<_> = sqlite.tables.keys().map(ToString::to_string).collect();
    assert_eq!(names, ["note", "own", "sales_line"]);
    let note = case.table(DialectName::Sqlite, "note");
    assert_eq!(note.foreign_keys[0].references.to_string(), "sales_line");
}

#[test]
fn names_that_meet_on_sqlite_are_errors() {
    let text = r#"
        [table.line]
        schema = "sales"
        [table.line.columns]
        id = "integer"
        [[table.line.index]]
        name    = "by_id"
        columns = ["id"]
        [table.sales_line.columns]
        id = "integer"
        [[table.sales_line.index]]
        name    = "by_id"
        columns = ["id"]
        "#;
    let told = Case::new(text).told(DialectName::Sqlite);
    insta::assert_snapshot!(told);
    let postgres_alone = Case::with_database("dialects = [\"postgres\"]", text);
    assert_eq!(postgres_alone.told(DialectName::Postgres), "");
}
