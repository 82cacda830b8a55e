//! What a dump says to the client that reads it, and to no server: `\connect` of psql, `.mode` of sqlite3, the rows behind
//! `COPY … FROM stdin`.

use std::borrow::Cow;

use crate::dialect::DialectName;

/// Where the rows of a `COPY` end.
const END_OF_ROWS: &str = "\\.";

/// The SQL without such lines; empty ones stand in their places, so that the others keep their numbers. One counts only
/// between statements, so that a literal or a function's body that has a line like it stays whole.
pub(super) fn without(dialect: DialectName, sql: &str) -> Cow<'_, str> {
    let prefix = dialect.dialect().client_command_prefix();
    let is_command = |line: &str| {
        let mut characters = line.chars();
        characters.next() == Some(prefix) && characters.next().is_some_and(|second| second.is_ascii_alphabetic())
    };
    if !sql.lines().any(|line| is_command(line) || takes_rows(line)) {
        return Cow::Borrowed(sql);
    }
    let mut kept = String::with_capacity(sql.len());
    let mut between = true;
    let mut in_rows = false;
    for line in sql.lines() {
        if in_rows {
            in_rows = line != END_OF_ROWS;
        } else if between && takes_rows(line) {
            in_rows = true;
        } else if !(between && is_command(line)) {
            kept.push_str(line);
            let text = line.trim();
            if !text.is_empty() && !text.starts_with("--") {
                between = text.ends_with(';');
            }
        }
        kept.push('\n');
    }
    Cow::Owned(kept)
}

/// Whether rows follow this line, as `pg_dump` writes them.
fn takes_rows(line: &str) -> bool {
    line.starts_with("COPY ") && line.trim_end().ends_with(" FROM stdin;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_between_statements_go() {
        let dump = "\\restrict abc\n-- a dump\n\ncreate table t (a text default '\n\\not one');\n\\unrestrict abc\n";
        assert_eq!(
            without(DialectName::Postgres, dump),
            "\n-- a dump\n\ncreate table t (a text default '\n\\not one');\n\n"
        );
        let dump = ".mode box\ncreate table t (a real default\n.5);\n";
        assert_eq!(
            without(DialectName::Sqlite, dump),
            "\ncreate table t (a real default\n.5);\n"
        );
        assert_eq!(without(DialectName::Sqlite, "select 1"), "select 1");
    }

    #[test]
    fn rows_of_a_dump_go() {
        let dump = "create table t (a text);\nCOPY public.t (a) FROM stdin;\nit's; one\n\\N\n\\.\nselect 1;\n";
        assert_eq!(
            without(DialectName::Postgres, dump),
            "create table t (a text);\n\n\n\n\nselect 1;\n"
        );
    }
}
