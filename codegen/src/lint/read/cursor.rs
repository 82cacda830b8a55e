//! Walking along the tokens of a statement.

use std::ops::Range;

use super::lexer::{Kind, Token};
use crate::catalog::ObjectName;
use crate::lint::model::{Ident, Name, Sql};

/// How names are folded.
#[derive(Debug, Clone, Copy)]
pub(in crate::lint) struct Folding {
    /// Case never matters; else what is unquoted is folded to lower case.
    pub(in crate::lint) ignores_case: bool,
    /// The namespace of names without one.
    pub(in crate::lint) default_namespace: &'static str,
}

impl Folding {
    pub(in crate::lint) fn fold(self, name: &str, quoted: bool) -> String {
        if self.ignores_case {
            name.to_ascii_lowercase()
        } else if quoted {
            name.to_owned()
        } else {
            name.to_lowercase()
        }
    }

    /// The key of a name that a catalog has.
    pub(in crate::lint) fn key(self, name: &ObjectName) -> ObjectName {
        let namespace = name.namespace.as_deref().map(|namespace| self.fold(namespace, true));
        ObjectName {
            namespace: namespace.filter(|namespace| namespace != self.default_namespace),
            name: self.fold(&name.name, true),
        }
    }
}

/// A place in the tokens of a statement.
#[derive(Debug, Clone, Copy)]
pub(in crate::lint) struct Cursor<'a> {
    pub(in crate::lint) text: &'a str,
    pub(in crate::lint) folding: Folding,
    tokens: &'a [Token],
    at: usize,
}

impl<'a> Cursor<'a> {
    pub(in crate::lint) fn new(text: &'a str, tokens: &'a [Token], folding: Folding) -> Self {
        Self {
            text,
            folding,
            tokens,
            at: 0,
        }
    }

    /// The same text, other tokens.
    pub(in crate::lint) fn over(&self, tokens: &'a [Token]) -> Self {
        Self { tokens, at: 0, ..*self }
    }

    pub(in crate::lint) fn is_done(&self) -> bool {
        self.at >= self.tokens.len()
    }

    pub(in crate::lint) fn peek(&self) -> Option<&'a Token> {
        self.tokens.get(self.at)
    }

    pub(in crate::lint) fn next(&mut self) -> Option<&'a Token> {
        let token = self.tokens.get(self.at)?;
        self.at += 1;
        Some(token)
    }

    pub(in crate::lint) fn text_of(&self, token: &Token) -> &'a str {
        &self.text[token.range.clone()]
    }

    /// The bytes from here to the end.
    pub(in crate::lint) fn rest_range(&self) -> Range<usize> {
        let end = self.tokens.last().map_or(0, |last| last.range.end);
        self.peek().map_or(end, |first| first.range.start)..end
    }

    pub(in crate::lint) fn rest(&self) -> &'a [Token] {
        self.tokens.get(self.at..).unwrap_or_default()
    }

    /// The byte after the last token that was taken.
    pub(in crate::lint) fn end(&self) -> usize {
        self.at
            .checked_sub(1)
            .and_then(|last| self.tokens.get(last))
            .map_or(0, |token| token.range.end)
    }

    /// The words that the nth token from here is, in capitals; empty where it is none.
    pub(in crate::lint) fn word_at(&self, offset: usize) -> String {
        match self.tokens.get(self.at + offset) {
            Some(token) if token.kind == Kind::Word => self.text_of(token).to_ascii_uppercase(),
            _ => String::new(),
        }
    }

    pub(in crate::lint) fn is_word(&self, word: &str) -> bool {
        self.peek()
            .is_some_and(|token| token.kind == Kind::Word && self.text_of(token).eq_ignore_ascii_case(word))
    }

    /// Goes past these words, if all of them come next.
    pub(in crate::lint) fn eat(&mut self, words: &[&str]) -> bool {
        let before = self.at;
        for word in words {
            if !self.is_word(word) {
                self.at = before;
                return false;
            }
            self.at += 1;
        }
        true
    }

    /// Goes past one of these words.
    pub(in crate::lint) fn eat_any(&mut self, words: &[&str]) -> bool {
        words.iter().any(|word| self.eat(&[word]))
    }

    pub(in crate::lint) fn is_symbol(&self, symbol: &str) -> bool {
        self.peek()
            .is_some_and(|token| token.kind == Kind::Symbol && self.text_of(token) == symbol)
    }

    pub(in crate::lint) fn eat_symbol(&mut self, symbol: &str) -> bool {
        let found = self.is_symbol(symbol);
        self.at += usize::from(found);
        found
    }

    /// A name of one part.
    pub(in crate::lint) fn ident(&mut self) -> Option<Ident> {
        let token = self.peek()?;
        let ident = self.as_ident(token)?;
        self.at += 1;
        Some(ident)
    }

    /// What a token is as a name. SQLite takes `'…'` for one too, where only a name can be.
    pub(in crate::lint) fn as_ident(&self, token: &Token) -> Option<Ident> {
        let text = self.text_of(token);
        let (shown, quoted) = match token.kind {
            Kind::Word => (text.to_owned(), false),
            Kind::Quoted => (unquoted(text), true),
            Kind::Text if self.folding.ignores_case && text.starts_with('\'') => (unquoted(text), true),
            _ => return None,
        };
        Some(Ident {
            name: self.folding.fold(&shown, quoted),
            shown,
            at: token.range.clone(),
        })
    }

    /// A name that may have a namespace.
    pub(in crate::lint) fn name(&mut self) -> Option<Name> {
        let mut parts = vec![self.ident()?];
        while self.is_symbol(".") {
            self.at += 1;
            parts.push(self.ident()?);
        }
        let ident = parts.pop()?;
        let namespace = parts.pop();
        let key = ObjectName {
            namespace: namespace
                .as_ref()
                .map(|namespace| namespace.name.clone())
                .filter(|namespace| namespace != self.folding.default_namespace),
            name: ident.name.clone(),
        };
        Some(Name { namespace, ident, key })
    }

    /// Names with commas between.
    pub(in crate::lint) fn names(&mut self) -> Vec<Name> {
        let mut names = Vec::new();
        loop {
            let Some(name) = self.name() else { return names };
            names.push(name);
            if !self.eat_symbol(",") {
                return names;
            }
        }
    }

    /// What is inside of the parentheses that open here; goes past them.
    pub(in crate::lint) fn parenthesised(&mut self) -> Option<&'a [Token]> {
        if !self.is_symbol("(") {
            return None;
        }
        let start = self.at + 1;
        let mut depth = 0_usize;
        while let Some(token) = self.next() {
            match self.text_of(token) {
                "(" => depth += 1,
                ")" => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return self.tokens.get(start..self.at - 1);
            }
        }
        self.tokens.get(start..)
    }

    /// Tokens until the next that `ends` where no parenthesis is open.
    pub(in crate::lint) fn until(&mut self, ends: impl Fn(&Self) -> bool) -> &'a [Token] {
        let start = self.at;
        let mut depth = 0_usize;
        while let Some(token) = self.peek() {
            if depth == 0 && ends(self) {
                break;
            }
            match self.text_of(token) {
                "(" => depth += 1,
                ")" if depth == 0 => break,
                ")" => depth -= 1,
                _ => {}
            }
            self.at += 1;
        }
        self.tokens.get(start..self.at).unwrap_or_default()
    }

    /// The pieces between the commas that no parenthesis holds.
    pub(in crate::lint) fn pieces(&self, tokens: &'a [Token]) -> Vec<&'a [Token]> {
        let mut pieces = Vec::new();
        let mut cursor = self.over(tokens);
        while !cursor.is_done() {
            let piece = cursor.until(|cursor| cursor.is_symbol(","));
            if piece.is_empty() && !cursor.is_symbol(",") {
                // A parenthesis that nothing opened.
                cursor.next();
                continue;
            }
            pieces.push(piece);
            cursor.next();
        }
        pieces
    }

    /// Tokens as an expression.
    pub(in crate::lint) fn sql(&self, tokens: &[Token]) -> Sql {
        let at = match (tokens.first(), tokens.last()) {
            (Some(first), Some(last)) => first.range.start..last.range.end,
            _ => self.end()..self.end(),
        };
        Sql {
            text: self.text[at.clone()].to_owned(),
            at,
        }
    }

    /// A list of columns in parentheses; what is no plain name is left out.
    pub(in crate::lint) fn columns(&mut self) -> Vec<Ident> {
        let Some(inside) = self.parenthesised() else {
            return Vec::new();
        };
        let pieces = self.pieces(inside);
        pieces
            .into_iter()
            .filter_map(|piece| self.over(piece).ident())
            .collect()
    }
}

/// A name without its quotes.
fn unquoted(text: &str) -> String {
    let mut characters = text.chars();
    let (Some(open), Some(close)) = (characters.next(), characters.next_back()) else {
        return text.to_owned();
    };
    let inner = characters.as_str();
    match (open, close) {
        ('[', ']') => inner.to_owned(),
        (open @ ('"' | '`' | '\''), close) if open == close => {
            inner.replace(&format!("{open}{open}"), &open.to_string())
        }
        _ => text.to_owned(),
    }
}
