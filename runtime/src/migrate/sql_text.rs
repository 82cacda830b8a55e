//! Statements of a file, which may have bodies with semicolons of their own.

use super::Dialect;
use crate::tokens::{Token, Tokens};

/// A statement: where it starts, and its first words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Statement {
    /// Its first byte.
    pub(super) start: usize,
    /// Up to four words it starts with, in capitals.
    pub(super) words: Vec<String>,
}

impl Statement {
    /// The word that it starts with.
    pub(super) fn first(&self) -> &str {
        self.words.first().map_or("", String::as_str)
    }
}

/// The statements of a text. What only holds comments is none.
pub(super) fn statements(text: &str, dialect: Dialect) -> Vec<Statement> {
    let mut found = Vec::new();
    let mut current: Option<Statement> = None;
    let mut body = Body::default();
    let mut words_only = true;
    for (start, token) in Tokens::new(text, dialect) {
        match token {
            Token::LineComment(_) => {}
            Token::Semicolon => {
                if current.is_some() && body.is_open(dialect) {
                    body.semicolon();
                    continue;
                }
                found.extend(current.take());
                body = Body::default();
                words_only = true;
            }
            Token::Word(word) => {
                let statement = current.get_or_insert_with(|| Statement {
                    start,
                    words: Vec::new(),
                });
                let word = word.to_ascii_uppercase();
                body.word(&word, &statement.words);
                if words_only && statement.words.len() < 4 {
                    statement.words.push(word);
                }
            }
            Token::Other => {
                words_only = false;
                body.other();
                current.get_or_insert_with(|| Statement {
                    start,
                    words: Vec::new(),
                });
            }
        }
    }
    found.extend(current);
    found
}

/// The first `count` words, names and signs of a text, names without their quotes.
#[cfg(feature = "sqlite")]
pub(super) fn names(text: &str, dialect: Dialect, count: usize) -> Vec<String> {
    let mut tokens = Tokens::new(text, dialect);
    let mut found = Vec::with_capacity(count);
    while found.len() < count
        && let Some((start, token)) = tokens.next()
    {
        let written = &text[start..tokens.end()];
        match token {
            Token::LineComment(_) => {}
            Token::Semicolon => break,
            Token::Word(word) => found.push(word.to_owned()),
            Token::Other => found.push(unquoted(written)),
        }
    }
    found
}

#[cfg(feature = "sqlite")]
fn unquoted(written: &str) -> String {
    let between = |start: char, end: char| written.strip_prefix(start).and_then(|rest| rest.strip_suffix(end));
    for quote in ['"', '`', '\''] {
        if let Some(name) = between(quote, quote) {
            return name.replace(&format!("{quote}{quote}"), &quote.to_string());
        }
    }
    between('[', ']').unwrap_or(written).to_owned()
}

/// Cuts a text into its statements, each with the comments behind it: no semicolon inside a string, a quoted name, a
/// comment or a body counts.
///
/// ```
/// use tablesmith::{Dialect, migrate::cut};
///
/// let text = "create table a (t text default ';'); -- one\ndrop table a";
/// assert_eq!(cut(text, Dialect::Sqlite), ["create table a (t text default ';'); -- one\n", "drop table a"]);
/// ```
pub fn cut(text: &str, dialect: Dialect) -> Vec<&str> {
    let starts: Vec<usize> = statements(text, dialect)
        .iter()
        .map(|statement| statement.start)
        .collect();
    let ends = starts.iter().copied().skip(1).chain([text.len()]);
    starts.iter().zip(ends).map(|(start, end)| &text[*start..end]).collect()
}

/// Whether a semicolon is inside a body: of a trigger (SQLite: ends with `; END ;`, as `sqlite3_complete` has it), or of
/// a routine between `BEGIN ATOMIC` and `END` (PostgreSQL 14).
#[derive(Debug, Default)]
struct Body {
    trigger: bool,
    begun: bool,
    last: Last,
    /// How many ENDs are missing.
    depth: u32,
}

/// What came last, as far as it matters.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Last {
    #[default]
    Other,
    Begin,
    Semicolon,
    EndAfterSemicolon,
}

impl Body {
    fn word(&mut self, word: &str, before: &[String]) {
        if word == "TRIGGER" && before.first().is_some_and(|first| first == "CREATE") && before.len() <= 2 {
            self.trigger = true;
        }
        self.begun |= self.trigger && word == "BEGIN";
        match word {
            "ATOMIC" if self.last == Last::Begin => self.depth = 1,
            "CASE" if self.depth > 0 => self.depth += 1,
            "END" if self.depth > 0 => self.depth -= 1,
            _ => {}
        }
        self.last = match word {
            "BEGIN" => Last::Begin,
            "END" if self.last == Last::Semicolon => Last::EndAfterSemicolon,
            _ => Last::Other,
        };
    }

    fn other(&mut self) {
        self.last = Last::Other;
    }

    fn semicolon(&mut self) {
        self.last = Last::Semicolon;
    }

    fn is_open(&self, dialect: Dialect) -> bool {
        match dialect {
            Dialect::Postgres => self.depth > 0,
            Dialect::Sqlite => self.trigger && self.begun && self.last != Last::EndAfterSemicolon,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn starts(text: &str, dialect: Dialect) -> Vec<&str> {
        let found = statements(text, dialect);
        found
            .iter()
            .map(|found| text[found.start..].split(' ').next().unwrap_or_default())
            .collect()
    }

    #[test]
    fn semicolons_in_quotes_and_comments_end_nothing() {
        let text = "a 'x;''y' \"n;\" /* ; */ ; -- b;\n c ;;";
        assert_eq!(starts(text, Dialect::Postgres), ["a", "c"]);
        assert_eq!(starts(text, Dialect::Sqlite), ["a", "c"]);
    }

    #[test]
    fn each_database_has_quotes_of_its_own() {
        assert_eq!(starts(r"a E'\';' ; b", Dialect::Postgres), ["a", "b"]);
        assert_eq!(
            starts("a $x$ ; $$ ; $x$ ; b $1 ; c", Dialect::Postgres),
            ["a", "b", "c"]
        );
        assert_eq!(starts("a /* /* ; */ ; */ ; b", Dialect::Postgres), ["a", "b"]);
        assert_eq!(starts("a [x;y] `p;q` ; b", Dialect::Sqlite), ["a", "b"]);
        assert_eq!(starts(r"a '\' ; b", Dialect::Sqlite), ["a", "b"]);
    }

    #[test]
    fn bodies_are_part_of_their_statement() {
        let trigger =
            "create trigger t after insert on a begin update b set c = case when d then 1 end; delete from e; end; f";
        assert_eq!(starts(trigger, Dialect::Sqlite), ["create", "f"]);
        let routine = "create function f() returns int begin atomic select case when true then 1 end; select 2; end; g";
        assert_eq!(starts(routine, Dialect::Postgres), ["create", "g"]);
        let trigger = "create trigger t after insert on a execute function begin(); g";
        assert_eq!(starts(trigger, Dialect::Postgres), ["create", "g"]);
    }

    #[test]
    fn what_does_not_end_goes_to_the_end() {
        for text in ["a 'x;", "a \"x;", "a /* ;", "a $x$ ;"] {
            assert_eq!(starts(text, Dialect::Postgres), ["a"], "{text}");
        }
    }
}
