//! Reading a spanned TOML tree key by key, so that every mistake of a file is found in one run.

use toml::de::{DeTable, DeValue};

use crate::diagnostic::{Diagnostics, document as say, suggest};
use crate::source::{SourceId, Span, Spanned};

/// A key and its value.
#[derive(Clone, Copy)]
pub(super) struct Item<'a> {
    pub(super) key: &'a str,
    pub(super) key_span: Span,
    pub(super) value: &'a DeValue<'a>,
    pub(super) span: Span,
}

impl Item<'_> {
    /// The key as a value.
    pub(super) fn key(&self) -> Spanned<String> {
        Spanned::new(self.key.to_owned(), self.key_span)
    }
}

/// A word of a closed list, as `"cascade"`.
pub(super) trait Choice: Copy + 'static {
    /// What one may write, and what it means.
    const WORDS: &'static [(&'static str, Self)];
}

/// Reads values and collects what is wrong with them.
pub(super) struct Reader<'d> {
    pub(super) source: SourceId,
    pub(super) diagnostics: &'d mut Diagnostics,
}

/// Visits each key of a table; a key that no arm names is an error that suggests the nearest of those that are named.
macro_rules! read_keys {
    ($reader:expr, $table:expr, $owner:expr, $item:ident {
        $($name:literal => $body:expr),* $(,)?
    } $(later [$($later:literal),* $(,)?])?) => {
        for $item in $reader.items($table) {
            match $item.key {
                $($name => $body,)*
                $($($later => $reader.not_supported_yet($item),)*)?
                _ => $reader.unknown_key($item, $owner, &[$($name),*]),
            }
        }
    };
}
pub(super) use read_keys;

impl Reader<'_> {
    /// The entries of a table, in the order of the file.
    pub(super) fn items<'a>(&self, table: &'a DeTable<'a>) -> impl Iterator<Item = Item<'a>> + use<'a> {
        let source = self.source;
        table.iter().map(move |(key, value)| Item {
            key: key.get_ref().as_ref(),
            key_span: Span::new(source, key.span()),
            value: value.get_ref(),
            span: Span::new(source, value.span()),
        })
    }

    pub(super) fn unknown_key(&mut self, item: Item<'_>, owner: &str, known: &[&str]) {
        self.diagnostics
            .push(say::unknown_key(item.key, item.key_span, owner, known));
    }

    pub(super) fn not_supported_yet(&mut self, item: Item<'_>) {
        self.diagnostics.push(say::not_supported_yet(item.key, item.key_span));
    }

    /// That a required key is missing; the key is there where a misspelling of it was told.
    pub(super) fn require(&mut self, table: &DeTable<'_>, key: &str, owner: &str, span: Span) {
        if !is_there(table, key) {
            self.diagnostics.push(say::missing_key(key, owner, span));
        }
    }

    pub(super) fn wrong_type(&mut self, item: Item<'_>, expected: &str) {
        self.diagnostics
            .push(say::wrong_type(item.key, expected, kind_of(item.value), item.span));
    }

    /// A string.
    pub(super) fn string(&mut self, item: Item<'_>) -> Option<Spanned<String>> {
        if let DeValue::String(text) = item.value {
            Some(Spanned::new(text.clone().into_owned(), item.span))
        } else {
            self.wrong_type(item, "a string");
            None
        }
    }

    /// `true` or `false`.
    pub(super) fn boolean(&mut self, item: Item<'_>) -> Option<Spanned<bool>> {
        if let DeValue::Boolean(value) = item.value {
            Some(Spanned::new(*value, item.span))
        } else {
            self.wrong_type(item, "`true` or `false`");
            None
        }
    }

    /// `true` or `false`, where nothing asks for the place.
    pub(super) fn flag(&mut self, item: Item<'_>) -> bool {
        self.boolean(item).is_some_and(|flag| flag.value)
    }

    /// One word of a closed list.
    pub(super) fn choice<T: Choice>(&mut self, item: Item<'_>) -> Option<Spanned<T>> {
        let text = self.string(item)?;
        let found = T::WORDS.iter().find(|(word, _)| *word == text.value);
        if found.is_none() {
            let words: Vec<_> = T::WORDS.iter().map(|(word, _)| *word).collect();
            self.diagnostics
                .push(say::unknown_word(item.key, &text.value, text.span, &words));
        }
        found.map(|(_, choice)| Spanned::new(*choice, text.span))
    }

    /// A table.
    pub(super) fn table<'a>(&mut self, item: Item<'a>) -> Option<&'a DeTable<'a>> {
        if let DeValue::Table(table) = item.value {
            Some(table)
        } else {
            self.wrong_type(item, "a table");
            None
        }
    }

    /// The elements of an array, each under the array's key.
    pub(super) fn elements<'a>(&mut self, item: Item<'a>) -> Vec<Item<'a>> {
        if let DeValue::Array(array) = item.value {
            array
                .iter()
                .map(|element| Item {
                    value: element.get_ref(),
                    span: Span::new(self.source, element.span()),
                    ..item
                })
                .collect()
        } else {
            self.wrong_type(item, "an array");
            Vec::new()
        }
    }

    /// An array of strings.
    pub(super) fn strings(&mut self, item: Item<'_>) -> Vec<Spanned<String>> {
        let elements = self.elements(item);
        elements
            .into_iter()
            .filter_map(|element| self.string(element))
            .collect()
    }

    /// A string, or an array of strings.
    pub(super) fn one_or_more_strings(&mut self, item: Item<'_>) -> Vec<Spanned<String>> {
        match item.value {
            DeValue::String(_) => self.string(item).into_iter().collect(),
            DeValue::Array(_) => self.strings(item),
            _ => {
                self.wrong_type(item, "a string or an array of strings");
                Vec::new()
            }
        }
    }
}

/// Whether a table has a key, or one that is told to be a misspelling of it.
pub(super) fn is_there(table: &DeTable<'_>, key: &str) -> bool {
    table.contains_key(key) || table.keys().any(|written| suggest(written.get_ref(), [key]).is_some())
}

/// What a TOML value is, for messages.
fn kind_of(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) => "an integer",
        DeValue::Float(_) => "a float",
        DeValue::Boolean(_) => "a boolean",
        DeValue::Datetime(_) => "a date or time",
        DeValue::Array(_) => "an array",
        DeValue::Table(_) => "a table",
    }
}
