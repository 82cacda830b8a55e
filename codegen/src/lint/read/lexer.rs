//! SQL text as tokens with their places. Never fails: what does not end goes to the end of the text.

use std::ops::Range;

use crate::dialect::Syntax;

/// A token and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::lint) struct Token {
    pub(in crate::lint) kind: Kind,
    pub(in crate::lint) range: Range<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::lint) enum Kind {
    /// A keyword or a plain name.
    Word,
    /// A name in `"…"`, and on SQLite in `` `…` `` or `[…]`.
    Quoted,
    /// `'…'`, `E'…'`, `x'…'`, `$tag$…$tag$`.
    Text,
    /// A number.
    Number,
    /// One character of anything else.
    Symbol,
    /// `-- …` without the line's end, or `/* … */`.
    Comment,
}

/// All tokens, comments among them.
pub(in crate::lint) fn tokens(text: &str, syntax: Syntax) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        if first.is_whitespace() {
            at += first.len_utf8();
            continue;
        }
        let (kind, length) = token(&text[at..], first, syntax);
        tokens.push(Token {
            kind,
            range: at..at + length,
        });
        at += length;
    }
    tokens
}

fn token(rest: &str, first: char, syntax: Syntax) -> (Kind, usize) {
    let second = rest[first.len_utf8()..].chars().next();
    match (first, second) {
        ('-', Some('-')) => (Kind::Comment, rest.find(['\n', '\r']).unwrap_or(rest.len())),
        ('/', Some('*')) => (Kind::Comment, block_comment(rest, syntax.nested_comments)),
        ('e' | 'E', Some('\'')) if syntax.escape_strings => (Kind::Text, 1 + quoted(&rest[1..], '\'', true)),
        ('x' | 'X' | 'b' | 'B', Some('\'')) => (Kind::Text, 1 + quoted(&rest[1..], '\'', false)),
        ('\'', _) => (Kind::Text, quoted(rest, '\'', false)),
        ('"', _) => (Kind::Quoted, quoted(rest, '"', false)),
        ('`', _) if syntax.other_name_quotes => (Kind::Quoted, quoted(rest, '`', false)),
        ('[', _) if syntax.other_name_quotes => (Kind::Quoted, rest.find(']').map_or(rest.len(), |close| close + 1)),
        ('$', _) if syntax.dollar_quotes => match dollar_quoted(rest) {
            Some(length) => (Kind::Text, length),
            None => (Kind::Symbol, 1),
        },
        _ if first.is_ascii_digit() => (
            Kind::Number,
            while_true(rest, |c| c.is_ascii_alphanumeric() || c == '.' || c == '_'),
        ),
        _ if is_word(first) => (Kind::Word, while_true(rest, |c| is_word(c) || c == '$')),
        _ => (Kind::Symbol, first.len_utf8()),
    }
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_' || (!character.is_ascii() && !character.is_whitespace())
}

fn while_true(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|character| !belongs(character)).unwrap_or(text.len())
}

/// The length of what starts with a quote; a doubled one stands for itself.
fn quoted(text: &str, quote: char, backslash: bool) -> usize {
    let mut characters = text.char_indices().skip(1).peekable();
    while let Some((at, character)) = characters.next() {
        if backslash && character == '\\' {
            characters.next();
        } else if character == quote && characters.next_if(|(_, next)| *next == quote).is_none() {
            return at + quote.len_utf8();
        }
    }
    text.len()
}

fn block_comment(text: &str, nested: bool) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        if text[at..].starts_with("/*") && (depth == 0 || nested) {
            depth += 1;
            at += 2;
        } else if text[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += first.len_utf8();
        }
    }
    text.len()
}

/// `$tag$ … $tag$`; `$1` is none.
fn dollar_quoted(text: &str) -> Option<usize> {
    let close = text[1..].find('$')? + 1;
    let tag = &text[1..close];
    if tag.starts_with(|c: char| c.is_ascii_digit()) || !tag.chars().all(is_word) {
        return None;
    }
    let mark = &text[..=close];
    let body = &text[mark.len()..];
    Some(body.find(mark).map_or(text.len(), |end| mark.len() + end + mark.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialect::DialectName;

    fn texts(text: &str, dialect: DialectName) -> Vec<&str> {
        let tokens = tokens(text, dialect.dialect().syntax());
        tokens.into_iter().map(|token| &text[token.range]).collect()
    }

    #[test]
    fn each_database_has_quotes_of_its_own() {
        assert_eq!(
            texts(r"a E'\'' $x$ ; $$ $x$ $1 /* /* */ */ b$c", DialectName::Postgres),
            ["a", r"E'\''", "$x$ ; $$ $x$", "$", "1", "/* /* */ */", "b$c"]
        );
        assert_eq!(
            texts(r"[d e] `f``g` '\' /* /* */ h -- i", DialectName::Sqlite),
            ["[d e]", "`f``g`", r"'\'", "/* /* */", "h", "-- i"]
        );
        for open in ["'x", "\"x", "/* x", "$x$ y", "e'\\"] {
            assert_eq!(texts(open, DialectName::Postgres), [open]);
        }
    }
}
