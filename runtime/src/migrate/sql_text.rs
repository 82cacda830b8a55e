//! As much SQL as it takes to cut a file into statements: where strings, quoted names, comments and bodies end.

use super::Dialect;

/// What stands at a place outside of strings, quoted names and block comments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// `-- …`, without the line's end.
    LineComment(&'a str),
    /// A keyword or plain name.
    Word(&'a str),
    /// `;`
    Semicolon,
    /// Anything else that is part of a statement.
    Other,
}

/// The tokens of a text with the byte each starts at. White space and block comments are skipped.
pub(super) struct Tokens<'a> {
    text: &'a str,
    at: usize,
    dialect: Dialect,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(text: &'a str, dialect: Dialect) -> Self {
        Self { text, at: 0, dialect }
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    /// Goes past the next `end`, or to the end of the text; two of it in a row stand for one.
    fn quoted(&mut self, end: char, backslash: bool) {
        let mut characters = self.rest().char_indices().skip(1).peekable();
        while let Some((offset, character)) = characters.next() {
            if backslash && character == '\\' {
                characters.next();
            } else if character == end && characters.next_if(|(_, next)| *next == end).is_none() {
                self.at += offset + end.len_utf8();
                return;
            }
        }
        self.at = self.text.len();
    }

    /// PostgreSQL nests block comments (manual 4.1.5), SQLite does not.
    fn block_comment(&mut self) {
        let mut depth = 0_u32;
        while !self.rest().is_empty() {
            if self.rest().starts_with("/*") && (depth == 0 || self.dialect == Dialect::Postgres) {
                depth += 1;
                self.at += 2;
            } else if self.rest().starts_with("*/") {
                depth -= 1;
                self.at += 2;
                if depth == 0 {
                    return;
                }
            } else {
                self.at += self.rest().chars().next().map_or(0, char::len_utf8);
            }
        }
    }

    /// `$tag$ … $tag$` (manual 4.1.2.4); `$1` is none.
    fn dollar_quoted(&mut self) -> bool {
        let rest = self.rest();
        let Some(length) = rest[1..].find('$') else {
            return false;
        };
        let tag = &rest[1..=length];
        let is_tag = tag.chars().all(is_word) && !tag.starts_with(|character: char| character.is_ascii_digit());
        if !is_tag {
            return false;
        }
        let mark = &rest[..length + 2];
        let body = &rest[mark.len()..];
        self.at += body.find(mark).map_or(rest.len(), |end| mark.len() + end + mark.len());
        true
    }
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

impl<'a> Iterator for Tokens<'a> {
    type Item = (usize, Token<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let start = self.at;
            let rest = self.rest();
            let character = rest.chars().next()?;
            let postgres = self.dialect == Dialect::Postgres;
            let token = match character {
                _ if character.is_whitespace() => {
                    self.at += character.len_utf8();
                    continue;
                }
                '/' if rest.starts_with("/*") => {
                    self.block_comment();
                    continue;
                }
                '-' if rest.starts_with("--") => {
                    let length = rest.find(['\n', '\r']).unwrap_or(rest.len());
                    self.at += length;
                    Token::LineComment(&rest[..length])
                }
                ';' => {
                    self.at += 1;
                    Token::Semicolon
                }
                'e' | 'E' if postgres && rest[1..].starts_with('\'') => {
                    self.at += 1;
                    self.quoted('\'', true);
                    Token::Other
                }
                '\'' | '"' => {
                    self.quoted(character, false);
                    Token::Other
                }
                '`' if !postgres => {
                    self.quoted('`', false);
                    Token::Other
                }
                '[' if !postgres => {
                    self.at += rest.find(']').map_or(rest.len(), |end| end + 1);
                    Token::Other
                }
                '$' if postgres && self.dollar_quoted() => Token::Other,
                _ if is_word(character) => {
                    // A `$` may be inside a name (manual 4.1.1), and starts no quote there.
                    let length = rest.find(|character| !is_word(character) && character != '$');
                    let word = &rest[..length.unwrap_or(rest.len())];
                    self.at += word.len();
                    Token::Word(word)
                }
                _ => {
                    self.at += character.len_utf8();
                    Token::Other
                }
            };
            return Some((start, token));
        }
    }
}

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
        let written = &text[start..tokens.at];
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
