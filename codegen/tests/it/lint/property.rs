//! Any text can be looked at.

use codegen::dialect::DialectName;
use codegen::lint::{Input, Runner, Settings, lint};
use proptest::prelude::*;

const WORDS: &[&str] = &[
    "ALTER",
    "TABLE",
    "ADD",
    "COLUMN",
    "CONSTRAINT",
    "CREATE",
    "INDEX",
    "DROP",
    "ON",
    "(",
    ")",
    ",",
    ";",
    "a",
    "\"b\"",
    "'c'",
    "PRIMARY",
    "KEY",
    "REFERENCES",
    "DEFAULT",
    "NOT",
    "NULL",
    "VALID",
    "CHECK",
    "UNIQUE",
    "INSERT",
    "INTO",
    "SELECT",
    "*",
    "FROM",
    "UPDATE",
    "SET",
    "WHERE",
    "DELETE",
    "RENAME",
    "TO",
    "TYPE",
    "VALUE",
    "BEGIN",
    "COMMIT",
    "$$",
    "/*",
    "*/",
    "--",
    "\n-- step: alone\n",
    "\n-- step: batches key=a size=1\n",
    "\n-- lint:allow DROP_TABLE why\n",
    ".",
    "é",
    "[",
    "]",
    "`",
    "E'\\",
    "1",
    "now()",
    "::",
    "text",
    "VIEW",
    "TRIGGER",
    "AS",
    "IF",
    "EXISTS",
    "PRAGMA",
    "=",
    "CASCADE",
];

fn look(text: &str) -> Result<(), TestCaseError> {
    for dialect in DialectName::ALL {
        for runner in [Runner::Migrator, Runner::Elsewhere, Runner::InTransaction] {
            let input = Input {
                text,
                dialect: dialect.dialect(),
                runner,
                version: None,
                catalog: None,
            };
            for finding in lint(&input, &Settings::default()) {
                prop_assert!(text.get(finding.at.clone()).is_some(), "{finding:?} in {text:?}");
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn any_text_can_be_looked_at(text in any::<String>()) {
        look(&text)?;
    }

    #[test]
    fn any_words_can_be_looked_at(words in prop::collection::vec(prop::sample::select(WORDS), 0..40)) {
        look(&words.join(" "))?;
    }
}

#[test]
fn deep_and_long_text_can_be_looked_at() -> Result<(), TestCaseError> {
    for text in [
        format!("SELECT {}1{};", "(".repeat(20_000), ")".repeat(20_000)),
        format!("SELECT 1{};", " + 1".repeat(50_000)),
        format!("SELECT 1{};", " + (1)".repeat(50_000)),
        format!("SELECT {} 1;", "NOT ".repeat(20_000)),
        format!("SELECT a{};", "::text".repeat(20_000)),
        format!("SELECT 1{};", " + 1".repeat(990)),
        format!("ALTER TABLE a ADD COLUMN b text DEFAULT 1{};", " + 1".repeat(145)),
        format!("ALTER TABLE a ADD COLUMN b text DEFAULT 1{};", " + 1".repeat(50_000)),
        format!(
            "CREATE TABLE a (b text CHECK ({}b{}));",
            "(".repeat(9_000),
            ")".repeat(9_000)
        ),
        "/*".repeat(20_000),
        "CASE ".repeat(5_000),
    ] {
        look(&text)?;
    }
    Ok(())
}
