//! Whether SQL of the next catalog can be asked before the migration.

use std::collections::BTreeSet;

use sqlparser::tokenizer::{Token, Tokenizer, Word};

use super::before::{Before, enum_of};
use crate::catalog::{Column, ObjectName, TypeName};

/// What stands under a column's name where a check asks.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Stand {
    /// The values that are there before.
    Before,
    /// Those of the next type.
    Next,
    /// The text of what will be values of an enum.
    Text,
}

impl Before<'_> {
    /// Whether SQL of the next catalog can be asked about a table's rows before: every column that it may mention is
    /// there, with the values that it keeps or that are [foreseen](Self::foreseen).
    pub(super) fn can_say(&self, table: &ObjectName, text: &str) -> bool {
        self.means_the_same_given(table, text, |column| {
            let seen = self.seen(table, &column.name, true)?;
            Some(if seen.is_text_of_enum { Stand::Text } else { Stand::Next })
        })
    }

    /// Whether SQL of the next catalog about a table's rows means the same before: every column that it may mention is
    /// there under the same name, with the values that it keeps.
    pub(super) fn means_the_same(&self, table: &ObjectName, text: &str) -> bool {
        self.means_the_same_given(table, text, |_| None)
    }

    /// As [`means_the_same`](Self::means_the_same), where of some columns it is known what stands under their names.
    pub(super) fn means_the_same_given(
        &self,
        table: &ObjectName,
        text: &str,
        known: impl Fn(&Column) -> Option<Stand>,
    ) -> bool {
        let Some(words) = self.words(text) else {
            return false;
        };
        // A subquery looks at other tables, and these may come or be renamed in the same migration.
        if words.contains("select") {
            return false;
        }
        let (Some(next), Some(_)) = (self.pair.next.tables.get(table), self.table(table)) else {
            return false;
        };
        let stand = |column: &Column| {
            let origin = self.column(table, &column.name);
            let is_same = origin.is_some_and(|origin| !origin.is_changed() && origin.column.name == column.name);
            if is_same { Some(Stand::Before) } else { known(column) }
        };
        // Of a column that is another table's nothing is known here.
        let columns = self.pair.next.all_columns(next).into_iter();
        let mentioned = columns.filter(|column| words.contains(&self.folded(&column.name)));
        let stands = mentioned.map(|column| Some((column, stand(column)?)));
        let Some(stands) = stands.collect::<Option<Vec<_>>>() else {
            return false;
        };
        let is_column = |name: &str| next.columns.iter().any(|column| self.folded(&column.name) == name);
        let is_of = |column: &Column, stand: Stand, name: &ObjectName| match stand {
            Stand::Before => (self.column(table, &column.name))
                .is_some_and(|origin| is_native(origin.column) && self.is_of_enum(origin.column, name)),
            Stand::Next => is_native(column) && enum_of(column) == Some(name),
            Stand::Text => false,
        };
        let is_of_any = |name: &ObjectName| stands.iter().any(|(column, stand)| is_of(column, *stand, name));
        let asks_text_for_its_order = || {
            let is_text = stands.iter().any(|(_, stand)| *stand == Stand::Text);
            is_text && self.goes_by_order(text)
        };
        words.is_disjoint(&self.strange)
            && !self.names_what_is_new(text, is_column, is_of_any)
            && !asks_text_for_its_order()
    }

    /// Whether SQL may ask which value comes first: the order of an enum is not that of its values' text.
    fn goes_by_order(&self, text: &str) -> bool {
        let Ok(tokens) = Tokenizer::new(self.dialect().parser(), text).tokenize() else {
            return true;
        };
        tokens.iter().any(|token| match token {
            Token::Lt | Token::Gt | Token::LtEq | Token::GtEq => true,
            Token::Word(word) => ["between", "greatest", "least", "max", "min"].contains(&&*word.value.to_lowercase()),
            _ => false,
        })
    }

    /// Whether SQL names a type that is not there before as it is after, or a value that is not there yet and that it
    /// compares with a column of that type. A column is often called as its type: it is none where a type stands (behind
    /// `::` and `AS`, before a literal) or a function.
    fn names_what_is_new(
        &self,
        text: &str,
        is_column: impl Fn(&str) -> bool,
        is_compared: impl Fn(&ObjectName) -> bool,
    ) -> bool {
        let Ok(tokens) = Tokenizer::new(self.dialect().parser(), text).tokenize() else {
            return true;
        };
        let tokens: Vec<_> = (tokens.into_iter())
            .filter(|token| !matches!(token, Token::Whitespace(_)))
            .collect();
        let is_as = |token: &Token| matches!(token, Token::Word(word) if word.value.eq_ignore_ascii_case("as"));
        tokens.iter().enumerate().any(|(at, token)| {
            let name = match token {
                Token::Word(word) => self.word(word),
                Token::SingleQuotedString(value) => {
                    let mut new = self.new_values.iter().filter(|(new, _)| new == value);
                    return new.any(|(_, of)| is_compared(of));
                }
                _ => return false,
            };
            let before = at.checked_sub(1).and_then(|at| tokens.get(at));
            let behind = tokens.get(at + 1);
            let of_type =
                before.is_some_and(|token| matches!(token, Token::DoubleColon | Token::Period) || is_as(token));
            let is_called = behind
                .is_some_and(|token| matches!(token, Token::LParen | Token::Period | Token::SingleQuotedString(_)));
            self.unsettled_types.contains(&name) && (of_type || is_called || !is_column(&name))
        })
    }

    /// The columns of a table that SQL may mention.
    pub(super) fn mentioned(&self, table: &ObjectName, text: &str) -> Vec<String> {
        let words = self.words(text).unwrap_or_default();
        let columns = self
            .pair
            .next
            .tables
            .get(table)
            .into_iter()
            .flat_map(|table| &table.columns);
        let mentioned = columns.filter(|column| words.contains(&self.folded(&column.name)));
        mentioned.map(|column| column.name.clone()).collect()
    }

    fn words(&self, text: &str) -> Option<BTreeSet<String>> {
        let tokens = Tokenizer::new(self.dialect().parser(), text).tokenize().ok()?;
        let words = tokens.into_iter().filter_map(|token| match token {
            Token::Word(word) => Some(self.word(&word)),
            _ => None,
        });
        Some(words.collect())
    }

    fn word(&self, word: &Word) -> String {
        if word.quote_style.is_some() {
            self.folded(&word.value)
        } else {
            word.value.to_lowercase()
        }
    }
}

fn is_native(column: &Column) -> bool {
    matches!(column.r#type.r#type, TypeName::Enum(_))
}
