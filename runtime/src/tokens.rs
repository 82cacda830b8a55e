//! As much of SQL as it takes to know where strings, quoted names and comments end.

use crate::driver::Dialect;

/// What stands at a place outside of strings, quoted names and block comments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Token<'a> {
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
pub(crate) struct Tokens<'a> {
    text: &'a str,
    at: usize,
    dialect: Dialect,
}

impl<'a> Tokens<'a> {
    pub(crate) fn new(text: &'a str, dialect: Dialect) -> Self {
        Self { text, at: 0, dialect }
    }

    /// The byte behind the last token.
    #[cfg(feature = "sqlite")]
    pub(crate) fn end(&self) -> usize {
        self.at
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
