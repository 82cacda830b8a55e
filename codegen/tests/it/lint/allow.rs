//! `-- lint:allow CODE reason`.

use codegen::dialect::DialectName;
use codegen::lint::{Input, Runner, Settings, lint};

use super::codes;

fn postgres(text: &str) -> Vec<&'static str> {
    codes(text, DialectName::Postgres)
}

#[test]
fn a_comment_is_for_its_statement() {
    let nothing: [&str; 0] = [];
    assert_eq!(postgres("-- lint:allow DROP_TABLE why\nDROP TABLE a;"), nothing);
    assert_eq!(postgres("DROP TABLE a; -- lint:allow DROP_TABLE why"), nothing);
    assert_eq!(postgres("DROP TABLE -- lint:allow DROP_TABLE why\n a;"), nothing);
    assert_eq!(
        postgres("-- lint:allow DROP_TABLE why\n-- and more\nDROP TABLE a;"),
        nothing
    );
    assert_eq!(
        postgres("-- lint:allow DROP_TABLE why\nDROP TABLE a;\nDROP TABLE b;"),
        ["DROP_TABLE"]
    );
}

#[test]
fn at_the_head_it_is_for_the_file() {
    let nothing: [&str; 0] = [];
    assert_eq!(
        postgres("-- lint:allow DROP_TABLE why\n\nDROP TABLE a;\nDROP TABLE b;"),
        nothing
    );
    assert_eq!(
        postgres("-- lint:allow DROP_TABLE why\n-- step: transaction\nDROP TABLE a;\nDROP TABLE b;"),
        nothing
    );
    assert_eq!(
        postgres("DROP TABLE a;\n\n-- lint:allow DROP_TABLE why\n\nDROP TABLE b;"),
        ["DROP_TABLE", "BAD_ALLOW", "DROP_TABLE"]
    );
}

#[test]
fn a_reason_is_required() {
    assert_eq!(
        postgres("-- lint:allow DROP_TABLE\nDROP TABLE a;"),
        ["BAD_ALLOW", "DROP_TABLE"]
    );
    assert_eq!(postgres("-- lint:allow\nDROP TABLE a;"), ["BAD_ALLOW", "DROP_TABLE"]);
}

#[test]
fn what_is_allowed_keeps_its_reason() {
    let input = Input {
        text: "-- lint:allow DROP_TABLE nobody reads it\nDROP TABLE a;",
        dialect: DialectName::Sqlite.dialect(),
        runner: Runner::Migrator,
        version: None,
        catalog: None,
    };
    let findings = lint(&input, &Settings::default());
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].allowed.as_deref(), Some("nobody reads it"));
}

#[test]
fn a_lint_of_the_other_database_may_be_allowed_in_vain() {
    let nothing: [&str; 0] = [];
    assert_eq!(
        codes(
            "-- lint:allow INDEX_BLOCKS_WRITES one writer\nCREATE INDEX a_b ON a (b);",
            DialectName::Sqlite
        ),
        nothing
    );
}
