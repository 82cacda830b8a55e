//! What a dump says to the client that reads it, and to no server: `\connect` of psql, `.mode` of sqlite3.

use std::borrow::Cow;

use crate::dialect::DialectName;

/// The SQL without such lines. One counts only between statements, so that a literal or a function's body that has a line
/// like it stays whole.
pub(super) fn without(dialect: DialectName, sql: &str) -> Cow<'_, str> {
    let prefix = dialect.dialect().client_command_prefix();
    let is_command = |line: &str| {
        let mut characters = line.chars();
        characters.next() == Some(prefix) && characters.next().is_some_and(|second| second.is_ascii_alphabetic())
    };
    if !sql.lines().any(is_command) {
        return Cow::Borrowed(sql);
    }
    let mut kept = String::with_capacity(sql.len());
    let mut between = true;
    for line in sql.lines() {
        if between && is_command(line) {
            continue;
        }
        kept.push_str(line);
        kept.push('\n');
        let text = line.trim();
        if !text.is_empty() && !text.starts_with("--") {
            between = text.ends_with(';');
        }
    }
    Cow::Owned(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_between_statements_go() {
        let dump = "\\restrict abc\n-- a dump\n\ncreate table t (a text default '\n\\not one');\n\\unrestrict abc\n";
        assert_eq!(
            without(DialectName::Postgres, dump),
            "-- a dump\n\ncreate table t (a text default '\n\\not one');\n"
        );
        let dump = ".mode box\ncreate table t (a real default\n.5);\n";
        assert_eq!(
            without(DialectName::Sqlite, dump),
            "create table t (a real default\n.5);\n"
        );
        assert_eq!(without(DialectName::Sqlite, "select 1"), "select 1");
    }
}
