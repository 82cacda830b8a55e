//! What can be said about SQL text without running it.

use sqlparser::tokenizer::{Token, Tokenizer};

use crate::dialect::Dialect;
use crate::dialect::sqlite::Sqlite;
use crate::dialect::sqlite::steps::fold;
use crate::statement::brackets;

/// The folded names that an expression may mention: its words outside of text literals. `None` when it cannot be read, in
/// which case it may mention anything.
fn words(sql: &str) -> Option<Vec<String>> {
    let tokens = Tokenizer::new(Sqlite.parser(), sql).tokenize().ok()?;
    let words = tokens.into_iter().filter_map(|token| match token {
        Token::Word(word) => Some(fold(&word.value)),
        _ => None,
    });
    Some(words.collect())
}

/// Whether an expression may mention a column. It errs on the side of yes.
pub(super) fn mentions(sql: &str, column: &str) -> bool {
    words(sql).is_none_or(|words| words.contains(&fold(column)))
}

/// Those of the columns that an expression may mention.
pub(super) fn mentioned<'a>(sql: &str, columns: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let words = words(sql);
    columns
        .into_iter()
        .filter(|column| words.as_ref().is_none_or(|words| words.contains(&fold(column))))
        .collect()
}

/// A literal as the `DEFAULT` clause takes it bare (<https://sqlite.org/syntax/column-constraint.html>).
pub(super) fn is_literal(sql: &str) -> bool {
    is_null(sql) || is_boolean(sql) || is_text(sql) || is_blob(sql) || is_number(sql)
}

/// `NULL`, which as a default is none.
pub(super) fn is_null(sql: &str) -> bool {
    sql.trim().eq_ignore_ascii_case("null")
}

fn is_boolean(sql: &str) -> bool {
    ["true", "false"]
        .iter()
        .any(|word| sql.trim().eq_ignore_ascii_case(word))
}

fn is_text(sql: &str) -> bool {
    let inner = sql.trim().strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''));
    inner.is_some_and(|inner| !inner.replace("''", "").contains('\''))
}

fn is_blob(sql: &str) -> bool {
    sql.trim().strip_prefix(['x', 'X']).is_some_and(|rest| {
        is_text(rest)
            && rest[1..rest.len() - 1].len() % 2 == 0
            && rest[1..rest.len() - 1].bytes().all(|byte| byte.is_ascii_hexdigit())
    })
}

fn is_number(sql: &str) -> bool {
    let sql = sql.trim();
    let digits = sql.strip_prefix(['+', '-']).unwrap_or(sql);
    if let Some(hexadecimal) = digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X")) {
        return !hexadecimal.is_empty() && hexadecimal.bytes().all(|byte| byte.is_ascii_hexdigit());
    }
    // `f64` also reads `inf` and `nan`, which are no SQL.
    digits.starts_with(|first: char| first.is_ascii_digit() || first == '.') && digits.parse::<f64>().is_ok()
}

/// As an operand of anything: a literal as it is, all else in parentheses.
pub(super) fn operand(sql: &str) -> String {
    if is_literal(sql) {
        sql.trim().to_owned()
    } else {
        parenthesized(sql)
    }
}

/// In parentheses, unless it stands in one pair already.
pub(super) fn parenthesized(sql: &str) -> String {
    let sql = sql.trim();
    if is_parenthesized(sql) {
        sql.to_owned()
    } else {
        format!("({sql})")
    }
}

fn is_parenthesized(sql: &str) -> bool {
    let tokens = Tokenizer::new(Sqlite.parser(), sql).tokenize().unwrap_or_default();
    brackets(&tokens).is_some_and(|inner| inner.len() == tokens.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_are_told_from_expressions() {
        for sql in [
            "0", "-1.5", "+2e3", "0xFF", "'it''s'", "''", "x'0A'", "NULL", "true", " 'a' ",
        ] {
            assert!(is_literal(sql), "{sql}");
        }
        for sql in [
            "current_timestamp",
            "(1)",
            "1 + 1",
            "'a' || 'b'",
            "x'0'",
            "inf",
            "nan",
            "-",
            "abs(1)",
            "",
        ] {
            assert!(!is_literal(sql), "{sql}");
        }
    }

    #[test]
    fn one_pair_of_parentheses_is_enough() {
        assert_eq!(parenthesized("a + b"), "(a + b)");
        assert_eq!(parenthesized("(a + b)"), "(a + b)");
        assert_eq!(parenthesized("(a) + (b)"), "((a) + (b))");
        assert_eq!(parenthesized("(')') || '('"), "((')') || '(')");
    }

    #[test]
    fn only_names_outside_of_text_are_mentioned() {
        assert!(mentions("Age >= 18", "age"));
        assert!(mentions("\"age\" >= 18", "AGE"));
        assert!(!mentions("kind = 'age'", "age"));
        assert!(mentions("'never closed", "age"));
        assert_eq!(mentioned("a > b", ["a", "c", "b"]), ["a", "b"]);
    }
}
