//! A migration file as steps.
//!
//! ```text
//! -- step: check UNIQUE_DUPLICATES "user.email has duplicates"
//! -- step: check REWRITE_TOO_LARGE allow=rewrite:user.age "user has more than 100000 rows"
//! -- step: transaction
//! -- step: transaction foreign_keys=off
//! -- step: alone
//! -- step: batches key=id size=5000
//! ```
//! A step reaches from the line after its marker to the next marker. What stands before the first marker is a
//! transaction; so is a file without any. A marker inside of a string or a body is none.

use super::Dialect;
use super::migration::step_hash;
use super::sql_text::{Statement, statements};
use crate::tokens::{Token, Tokens};

/// A file, cut into steps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Script<'a> {
    /// What must hold before anything is run.
    pub(super) checks: Vec<Check<'a>>,
    /// What is run, in order.
    pub(super) steps: Vec<Step<'a>>,
}

/// A SELECT that must return no row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Check<'a> {
    /// A word for programs.
    pub(super) code: &'a str,
    /// What is to be said for it to be passed over.
    pub(super) allow: Option<String>,
    /// A sentence for people.
    pub(super) message: String,
    /// The SELECT.
    pub(super) sql: &'a str,
    /// The line it starts on.
    pub(super) line: usize,
}

/// A piece that is sent whole and journalled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Step<'a> {
    /// How it is run.
    pub(super) mode: Mode<'a>,
    /// Its statements.
    pub(super) sql: &'a str,
    /// The line that `sql` starts on.
    pub(super) line: usize,
}

/// How a step is run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Mode<'a> {
    /// In a transaction, with its journal row.
    Transaction,
    /// The same, with enforcement of foreign keys switched off around it (SQLite).
    ForeignKeysOff,
    /// By itself, outside of any transaction.
    Alone,
    /// Again and again, each time in a transaction, until it changes no row.
    Batches {
        /// The columns that it walks along.
        key: Vec<&'a str>,
        /// How many rows it may change at once.
        size: u64,
    },
}

/// A file that cannot be run.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {message}")]
pub struct ScriptError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub message: String,
}

impl Check<'_> {
    /// The line of a byte of its SQL.
    pub(super) fn line_of(&self, offset: usize) -> usize {
        self.line + newlines(self.sql.get(..offset).unwrap_or(self.sql))
    }
}

impl Step<'_> {
    pub(super) fn hash(&self) -> String {
        step_hash(&format!("{:?}\n{}", self.mode, self.sql.trim()))
    }

    /// The line of a byte of its SQL.
    pub(super) fn line_of(&self, offset: usize) -> usize {
        self.line + newlines(self.sql.get(..offset).unwrap_or(self.sql))
    }
}

/// What a marker says.
enum Marker<'a> {
    Check {
        code: &'a str,
        allow: Option<String>,
        message: String,
    },
    Step(Mode<'a>),
}

impl<'a> Script<'a> {
    /// Cuts a file into steps.
    pub(super) fn parse(text: &'a str, dialect: Dialect) -> Result<Self, ScriptError> {
        let mut script = Self {
            checks: Vec::new(),
            steps: Vec::new(),
        };
        let mut marker = Marker::Step(Mode::Transaction);
        let mut start = 0;
        let mut line = 1;
        let mut line_at = 0;
        for (at, token) in Tokens::new(text, dialect) {
            let Token::LineComment(comment) = token else { continue };
            let Some(words) = marker_text(text, at, comment) else {
                continue;
            };
            script.section(
                marker,
                &text[start..at],
                line + newlines(&text[line_at..start]),
                dialect,
            )?;
            line += newlines(&text[line_at..at]);
            line_at = at;
            marker = Marker::parse(words, dialect).map_err(|message| ScriptError { line, message })?;
            start = at + comment.len();
        }
        script.section(marker, &text[start..], line + newlines(&text[line_at..start]), dialect)?;
        Ok(script)
    }

    fn section(&mut self, marker: Marker<'a>, sql: &'a str, line: usize, dialect: Dialect) -> Result<(), ScriptError> {
        let found = statements(sql, dialect);
        let error = |offset: usize, message: String| ScriptError {
            line: line + newlines(&sql[..offset]),
            message,
        };
        let one = |what: &str| match found.as_slice() {
            [statement] => Ok(statement),
            [] => Err(error(0, format!("`{what}` has no statement"))),
            [_, second, ..] => Err(error(
                second.start,
                format!("`{what}` takes one statement, and here a second one starts"),
            )),
        };
        match marker {
            Marker::Check { code, allow, message } => {
                let statement = one("step: check")?;
                let reads = ["SELECT", "WITH", "VALUES"].contains(&statement.first());
                if !reads {
                    return Err(error(statement.start, "a check is a SELECT".to_owned()));
                }
                self.checks.push(Check {
                    code,
                    allow,
                    message,
                    sql,
                    line,
                });
            }
            Marker::Step(mode) => {
                match &mode {
                    Mode::Transaction | Mode::ForeignKeysOff => {
                        for statement in &found {
                            refuse_in_transaction(statement, dialect)
                                .map_err(|message| error(statement.start, message))?;
                        }
                    }
                    Mode::Alone => {
                        one("step: alone")?;
                    }
                    Mode::Batches { key, .. } => {
                        let statement = one("step: batches")?;
                        let writes =
                            ["UPDATE", "DELETE", "INSERT", "WITH", "MERGE", "REPLACE"].contains(&statement.first());
                        if !writes {
                            let message = "batches are of an UPDATE, DELETE or INSERT: others never end";
                            return Err(error(statement.start, message.to_owned()));
                        }
                        if let Some(unused) = key.iter().find(|column| !sql.contains(**column)) {
                            return Err(error(
                                statement.start,
                                format!("the statement does not use the key `{unused}`"),
                            ));
                        }
                    }
                }
                if !found.is_empty() {
                    self.steps.push(Step { mode, sql, line });
                }
            }
        }
        Ok(())
    }
}

/// Statements that would end the transaction that the journal row is committed with, or that do nothing inside of one.
fn refuse_in_transaction(statement: &Statement, dialect: Dialect) -> Result<(), String> {
    let words: Vec<_> = statement.words.iter().map(String::as_str).collect();
    let ends = match words.as_slice() {
        ["ROLLBACK", "TO", ..] | ["ROLLBACK", "TRANSACTION" | "WORK", "TO", ..] => false,
        ["BEGIN" | "START" | "COMMIT" | "END" | "ROLLBACK" | "ABORT", ..] | ["PREPARE", "TRANSACTION", ..] => true,
        _ => false,
    };
    if ends {
        return Err(format!(
            "`{}`: the migrator begins and ends transactions; cut the file with `-- step: transaction` instead",
            words[0]
        ));
    }
    // "This pragma is a no-op within a transaction" (SQLite, PRAGMA foreign_keys).
    if dialect == Dialect::Sqlite && words.starts_with(&["PRAGMA", "FOREIGN_KEYS"]) {
        return Err(
            "`PRAGMA foreign_keys` does nothing in a transaction; write `-- step: transaction foreign_keys=off`"
                .to_owned(),
        );
    }
    Ok(())
}

/// The text of a marker, when a comment is one: `-- step:` at the start of its line.
fn marker_text<'a>(text: &str, at: usize, comment: &'a str) -> Option<&'a str> {
    let line_start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    if !text[line_start..at].trim().is_empty() {
        return None;
    }
    let words = comment.trim_start_matches('-').trim();
    let (word, rest) = words.split_at_checked(5)?;
    word.eq_ignore_ascii_case("step:").then_some(rest.trim())
}

impl<'a> Marker<'a> {
    fn parse(text: &'a str, dialect: Dialect) -> Result<Self, String> {
        let (kind, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        let rest = rest.trim();
        match (kind, rest) {
            ("check", rest) => Self::check(rest),
            ("transaction", "") => Ok(Self::Step(Mode::Transaction)),
            ("transaction", "foreign_keys=off") if dialect == Dialect::Sqlite => Ok(Self::Step(Mode::ForeignKeysOff)),
            ("transaction", "foreign_keys=off") => {
                Err(format!("`foreign_keys=off` is not for {}", super::title(dialect)))
            }
            ("alone", "") => Ok(Self::Step(Mode::Alone)),
            ("batches", rest) => Self::batches(rest),
            ("rust", name) => Err(format!(
                "`step: rust {name}` is reserved for Rust functions that a program registers, which this version cannot \
                 run: write it in SQL, or run it in the program between two calls of the migrator"
            )),
            ("transaction" | "alone", rest) => Err(format!("`{rest}` is no option of `step: {kind}`")),
            _ => Err(format!(
                "`step: {text}` is unknown: there are `check CODE \"message\"`, `transaction`, \
                 `transaction foreign_keys=off`, `alone` and `batches key=COLUMN size=ROWS`"
            )),
        }
    }

    fn check(text: &'a str) -> Result<Self, String> {
        let wanted = || format!("`step: check {text}` is not `check CODE \"message\"`");
        let (code, rest) = text.split_once(char::is_whitespace).ok_or_else(wanted)?;
        let rest = rest.trim();
        let (allow, message) = match rest.strip_prefix("allow=") {
            Some(rest) => {
                let (allow, message) = value(rest).filter(|(allow, _)| !allow.is_empty()).ok_or_else(wanted)?;
                (Some(allow.replace("\"\"", "\"")), message)
            }
            None => (None, rest),
        };
        let message = message
            .trim()
            .strip_prefix('"')
            .and_then(|message| message.strip_suffix('"'));
        let message = message.ok_or_else(wanted)?;
        let is_code = code.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if code.is_empty() || !is_code {
            return Err(wanted());
        }
        Ok(Self::Check {
            code,
            allow,
            message: message.replace("\\\"", "\""),
        })
    }

    fn batches(text: &'a str) -> Result<Self, String> {
        let wanted = || format!("`step: batches {text}` is not `batches key=COLUMN size=ROWS`");
        let (mut key, mut size) = (Vec::new(), None);
        let mut rest = text;
        while !rest.is_empty() {
            let (option, after) = rest.split_once('=').ok_or_else(wanted)?;
            let (value, after) = value(after).ok_or_else(wanted)?;
            match option {
                "key" if !value.is_empty() && !key.contains(&value) => key.push(value),
                "size" if size.is_none() => size = value.parse().ok().filter(|size| *size > 0),
                _ => return Err(wanted()),
            }
            rest = after.trim_start();
        }
        let size = size.filter(|_| !key.is_empty()).ok_or_else(wanted)?;
        Ok(Self::Step(Mode::Batches { key, size }))
    }
}

/// The value of an option and what follows it: a word, or a name in double quotes as in SQL, which it is returned without;
/// those inside stay doubled, as the statement has them.
fn value(text: &str) -> Option<(&str, &str)> {
    let Some(quoted) = text.strip_prefix('"') else {
        return Some(text.split_at(text.find(char::is_whitespace).unwrap_or(text.len())));
    };
    let mut from = 0;
    loop {
        let end = from + quoted[from..].find('"')?;
        if !quoted[end + 1..].starts_with('"') {
            return Some((&quoted[..end], &quoted[end + 1..]));
        }
        from = end + 2;
    }
}

fn newlines(text: &str) -> usize {
    text.bytes().filter(|byte| *byte == b'\n').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn modes(text: &str, dialect: Dialect) -> Vec<(Mode<'_>, usize)> {
        let script = Script::parse(text, dialect).expect("a script");
        script
            .steps
            .iter()
            .map(|step| {
                (
                    step.mode.clone(),
                    step.line_of(step.sql.len() - step.sql.trim_start().len()),
                )
            })
            .collect()
    }

    fn error(text: &str) -> String {
        Script::parse(text, Dialect::Sqlite).expect_err("no script").to_string()
    }

    #[test]
    fn a_file_without_markers_is_one_transaction() {
        assert_eq!(modes("-- why\n\na; b;", Dialect::Postgres), [(Mode::Transaction, 1)]);
        assert_eq!(modes("-- nothing\n", Dialect::Postgres), []);
    }

    #[test]
    fn markers_cut_a_file_and_keep_the_lines() {
        let text = "-- a header\n-- step: check DUPLICATES \"user.email has \\\"two\\\"\"\nselect 1;\n\n\
                    -- step: transaction foreign_keys=off\ncreate table a (b);\n-- step: alone\nvacuum;\n\
                    --step: batches size=10 key=id\nupdate a set b = 1 where id = 2;\n";
        assert_eq!(
            modes(text, Dialect::Sqlite),
            [
                (Mode::ForeignKeysOff, 6),
                (Mode::Alone, 8),
                (
                    Mode::Batches {
                        key: vec!["id"],
                        size: 10
                    },
                    10
                ),
            ]
        );
        let script = Script::parse(text, Dialect::Sqlite).expect("a script");
        let check = &script.checks[0];
        assert_eq!(
            (check.code, check.message.as_str()),
            ("DUPLICATES", "user.email has \"two\"")
        );
        assert_eq!(check.sql.trim(), "select 1;");
    }

    #[test]
    fn a_check_may_be_allowed() {
        let allow = |marker: &str| {
            let text = format!("-- step: check X {marker}\nselect 1;");
            let script = Script::parse(&text, Dialect::Postgres).map_err(|error| error.to_string())?;
            let check = &script.checks[0];
            Ok::<_, String>((check.allow.clone(), check.message.clone()))
        };
        let said = |name: &str| Ok((Some(name.to_owned()), "too large".to_owned()));
        assert_eq!(allow("allow=rewrite:user.age \"too large\""), said("rewrite:user.age"));
        assert_eq!(
            allow("allow=\"rewrite:the user.age\" \"too large\""),
            said("rewrite:the user.age")
        );
        assert_eq!(
            allow("allow=\"rewrite:a\"\"b.c\" \"too large\""),
            said("rewrite:a\"b.c")
        );
        assert_eq!(allow("\"allow=x\""), Ok((None, "allow=x".to_owned())));
        for wrong in ["allow= \"too large\"", "allow=x", "allow=\"x \"too large"] {
            assert!(allow(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_key_may_be_quoted() {
        let text = "-- step: batches key=\"the \"\"id\"\"\" size=10\nupdate a set b = 1 where \"the \"\"id\"\"\" = 2;";
        let key = "the \"\"id\"\"";
        let mode = |key: &[&'static str]| Mode::Batches {
            key: key.to_vec(),
            size: 10,
        };
        assert_eq!(modes(text, Dialect::Postgres), [(mode(&[key]), 2)]);
        let text = "-- step: batches key=a key=\"the b\" size=10\nupdate t set c = 1 where (a, \"the b\") = (1, 2);";
        assert_eq!(modes(text, Dialect::Postgres), [(mode(&["a", "the b"]), 2)]);
        let error = Script::parse(
            "-- step: batches key=a key=b size=10\nupdate t set c = 1 where a = 1;",
            Dialect::Postgres,
        );
        assert_eq!(
            error.expect_err("refused").to_string(),
            "line 2: the statement does not use the key `b`"
        );
        assert!(Script::parse("-- step: batches key=a key=a size=10\nupdate a;", Dialect::Postgres).is_err());
        assert!(Script::parse("-- step: batches key=\"id size=10\nupdate a;", Dialect::Postgres).is_err());
    }

    #[test]
    fn a_marker_in_a_string_is_none() {
        let text = "insert into a values ('\n-- step: alone\n');";
        assert_eq!(modes(text, Dialect::Postgres), [(Mode::Transaction, 1)]);
        let text = "do $$\n-- step: alone\n$$;";
        assert_eq!(modes(text, Dialect::Postgres), [(Mode::Transaction, 1)]);
    }

    #[test]
    fn what_is_no_step_is_named_with_its_line() {
        says(
            &error("a;\n-- step: alnoe\nb;"),
            "line 2: `step: alnoe` is unknown: there are `check CODE \"message\"`, `transaction`, \
             `transaction foreign_keys=off`, `alone` and `batches key=COLUMN size=ROWS`",
        );
        says(
            &error("\n-- step: alone\na;\n\nb;"),
            "line 5: `step: alone` takes one statement, and here a second one starts",
        );
        says(
            &error("-- step: rust fill_slugs\n"),
            "line 1: `step: rust fill_slugs` is reserved for Rust functions that a program registers, which this version \
             cannot run: write it in SQL, or run it in the program between two calls of the migrator",
        );
        says(&error("-- step: alone\n"), "line 1: `step: alone` has no statement");
        says(
            &error("-- step: check X \"y\"\ndelete from a;"),
            "line 2: a check is a SELECT",
        );
        says(
            &error("-- step: check X\n"),
            "line 1: `step: check X` is not `check CODE \"message\"`",
        );
        says(
            &error("-- step: transaction foreign_keys=on\n"),
            "line 1: `foreign_keys=on` is no option of `step: transaction`",
        );
        says(
            &error("-- step: batches key=id size=0\n"),
            "line 1: `step: batches key=id size=0` is not `batches key=COLUMN size=ROWS`",
        );
        says(
            &error("-- step: batches key=id size=5\nupdate a set b = 1;"),
            "line 2: the statement does not use the key `id`",
        );
        says(
            &error("a;\ncommit;"),
            "line 2: `COMMIT`: the migrator begins and ends transactions; cut the file with `-- step: transaction` instead",
        );
        says(
            &error("a;\npragma foreign_keys = off;"),
            "line 2: `PRAGMA foreign_keys` does nothing in a transaction; write `-- step: transaction foreign_keys=off`",
        );
        let error = Script::parse("-- step: transaction foreign_keys=off\na;", Dialect::Postgres).expect_err("refused");
        says(&error.to_string(), "line 1: `foreign_keys=off` is not for PostgreSQL");
    }

    fn says(found: &str, wanted: &str) {
        assert_eq!(found, wanted);
    }
}
