//! SQL text in tokens, as SQLite cuts it (`src/tokenize.c`).
//!
//! SQLite keeps the author's text of each CREATE statement, and takes more than a general parser does. What is needed of
//! it is little, and the text of an expression is needed as it stands, so it is read by tokens.

use std::ops::Range;

/// A token and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) range: Range<usize>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// A bare word: a keyword or a name.
    Word,
    /// A name in `"…"`, `` `…` `` or `[…]`.
    Quoted,
    /// Text in `'…'`, also `x'…'`.
    Text,
    /// A number.
    Number,
    /// One character of anything else.
    Symbol,
}

/// Cuts text into tokens; white space and comments go.
pub(super) fn tokens(sql: &str) -> Vec<Token> {
    let bytes = sql.as_bytes();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(first) = bytes.get(at) {
        let next = bytes.get(at + 1);
        let (kind, end) = match first {
            _ if first.is_ascii_whitespace() => {
                at += 1;
                continue;
            }
            b'-' if next == Some(&b'-') => {
                at = sql[at..].find('\n').map_or(sql.len(), |line| at + line);
                continue;
            }
            b'/' if next == Some(&b'*') => {
                at = sql[at + 2..].find("*/").map_or(sql.len(), |close| at + close + 4);
                continue;
            }
            b'\'' => (Kind::Text, after_quote(bytes, at, b'\'')),
            b'x' | b'X' if next == Some(&b'\'') => (Kind::Text, after_quote(bytes, at + 1, b'\'')),
            quote @ (b'"' | b'`') => (Kind::Quoted, after_quote(bytes, at, *quote)),
            b'[' => (
                Kind::Quoted,
                sql[at..].find(']').map_or(sql.len(), |close| at + close + 1),
            ),
            b'0'..=b'9' => (Kind::Number, after_number(bytes, at)),
            b'.' if next.is_some_and(u8::is_ascii_digit) => (Kind::Number, after_number(bytes, at)),
            _ if is_name(*first) => (Kind::Word, after(bytes, at, is_name)),
            _ => (Kind::Symbol, at + 1),
        };
        tokens.push(Token { kind, range: at..end });
        at = end;
    }
    tokens
}

/// Every byte beyond ASCII belongs to names (`IdChar` of `src/tokenize.c`).
fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$') || !byte.is_ascii()
}

fn after(bytes: &[u8], from: usize, belongs: impl Fn(u8) -> bool) -> usize {
    let length = bytes[from..].iter().take_while(|byte| belongs(**byte)).count();
    from + length
}

/// `1`, `0x1f`, `1.5e-3`.
fn after_number(bytes: &[u8], from: usize) -> usize {
    let mut end = after(bytes, from, |byte| is_name(byte) || byte == b'.');
    let is_exponent = matches!(bytes[end - 1], b'e' | b'E') && !bytes[from..end].starts_with(b"0x");
    if is_exponent && matches!(bytes.get(end), Some(b'+' | b'-')) {
        end = after(bytes, end + 1, is_name);
    }
    end
}

/// The place after the quote that closes; a doubled one stands for itself.
fn after_quote(bytes: &[u8], from: usize, quote: u8) -> usize {
    let mut at = from + 1;
    while let Some(byte) = bytes.get(at) {
        at += 1;
        if *byte == quote {
            if bytes.get(at) != Some(&quote) {
                return at;
            }
            at += 1;
        }
    }
    at
}

/// The name that a token stands for, without its quotes.
pub(super) fn name(text: &str) -> String {
    let mut characters = text.chars();
    let (Some(open), Some(close)) = (characters.next(), characters.next_back()) else {
        return text.to_owned();
    };
    let inner = characters.as_str();
    match (open, close) {
        ('[', ']') => inner.to_owned(),
        ('"', '"') => inner.replace("\"\"", "\""),
        ('`', '`') => inner.replace("``", "`"),
        ('\'', '\'') => inner.replace("''", "'"),
        _ => text.to_owned(),
    }
}

/// One form of an expression for all spellings that mean the same: SQLite itself rewrites names when something is renamed,
/// with quotes of its own.
pub(in crate::dialect::sqlite) fn canonical(sql: &str) -> String {
    let tokens = tokens(sql);
    let mut texts: Vec<String> = tokens
        .iter()
        .map(|token| {
            let text = &sql[token.range.clone()];
            match token.kind {
                Kind::Word | Kind::Number => text.to_ascii_lowercase(),
                Kind::Quoted => {
                    let name = name(text).to_ascii_lowercase();
                    if name.bytes().all(is_name) && !name.starts_with(|c: char| c.is_ascii_digit()) && !name.is_empty()
                    {
                        name
                    } else {
                        format!("\"{}\"", name.replace('"', "\"\""))
                    }
                }
                Kind::Text | Kind::Symbol => text.to_owned(),
            }
        })
        .collect();
    while texts.first().is_some_and(|first| first == "(") && closing(&texts) == Some(texts.len() - 1) {
        texts.pop();
        texts.remove(0);
    }
    texts.join(" ")
}

/// Where the parenthesis that comes first is closed.
fn closing(texts: &[String]) -> Option<usize> {
    let mut depth = 0_usize;
    for (index, text) in texts.iter().enumerate() {
        match text.as_str() {
            "(" => depth += 1,
            ")" => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(index);
                }
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(sql: &str) -> Vec<&str> {
        tokens(sql).into_iter().map(|token| &sql[token.range]).collect()
    }

    #[test]
    fn text_is_cut_as_sqlite_cuts_it() {
        assert_eq!(
            texts("a /* ) */ + \"b\"\"c\" -- '\n || 'it''s' || [d e] || x'00' || 1.5e-3"),
            [
                "a",
                "+",
                "\"b\"\"c\"",
                "|",
                "|",
                "'it''s'",
                "|",
                "|",
                "[d e]",
                "|",
                "|",
                "x'00'",
                "|",
                "|",
                "1.5e-3"
            ]
        );
        assert_eq!(texts("größe>=.5-1"), ["größe", ">", "=", ".5", "-", "1"]);
        assert_eq!(texts("'open"), ["'open"]);
    }

    #[test]
    fn spellings_of_one_expression_are_one() {
        assert_eq!(canonical("((\"Age\" >= 18))"), canonical("age>=18"));
        assert_eq!(canonical("[a] IN ('A', 'b')"), "a in ( 'A' , 'b' )");
        assert_ne!(canonical("(a) or (b)"), canonical("a) or (b"));
        assert_ne!(canonical("a = 'X'"), canonical("a = 'x'"));
        assert_eq!(canonical("\"a b\" > 0"), "\"a b\" > 0");
    }
}
