//! Printing TOML as a person writes it: inline tables, aligned equals signs, and text of several lines as such.

use serde_json::Value as Json;
use toml_writer::{ToTomlKey as _, ToTomlValue as _, TomlKeyBuilder, TomlStringBuilder};

use crate::schema::Literal;

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    Text(String),
    Boolean(bool),
    Integer(i64),
    Float(f64),
    Array(Vec<Value>),
    Table(Vec<Entry>),
}

/// A key and its value.
pub(super) type Entry = (String, Value);

/// Entries of one table, in order.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Entries(pub(super) Vec<Entry>);

impl Entries {
    pub(super) fn add(&mut self, key: &str, value: impl Into<Value>) {
        self.0.push((key.to_owned(), value.into()));
    }

    /// Adds what there is.
    pub(super) fn add_some(&mut self, key: &str, value: Option<impl Into<Value>>) {
        if let Some(value) = value {
            self.add(key, value);
        }
    }

    /// Adds `key = true` where it holds.
    pub(super) fn mark(&mut self, key: &str, holds: bool) {
        if holds {
            self.add(key, true);
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Boolean(value)
    }
}

impl From<Entries> for Value {
    fn from(entries: Entries) -> Self {
        Self::Table(entries.0)
    }
}

impl<T: Into<Value>> From<Vec<T>> for Value {
    fn from(values: Vec<T>) -> Self {
        Self::Array(values.into_iter().map(Into::into).collect())
    }
}

impl From<&Json> for Value {
    fn from(value: &Json) -> Self {
        match value {
            // TOML has no null: who calls sees to it that there is none.
            Json::Null => Self::Text(String::new()),
            Json::Bool(value) => Self::Boolean(*value),
            Json::Number(number) => match (number.as_i64(), number.as_f64()) {
                (Some(integer), _) => Self::Integer(integer),
                (None, float) => Self::Float(float.unwrap_or_default()),
            },
            Json::String(text) => Self::Text(text.clone()),
            Json::Array(elements) => Self::Array(elements.iter().map(Into::into).collect()),
            Json::Object(object) => {
                let entries = object.iter().map(|(key, value)| (key.clone(), value.into()));
                Self::Table(entries.collect())
            }
        }
    }
}

impl From<&Literal> for Value {
    fn from(literal: &Literal) -> Self {
        match literal {
            Literal::Boolean(value) => Self::Boolean(*value),
            Literal::Integer(value) => Self::Integer(*value),
            Literal::Float(value) => Self::Float(*value),
            Literal::Text(text) => Self::Text(text.clone()),
            Literal::Json(value) => value.into(),
        }
    }
}

impl Value {
    /// As it stands behind the equals sign.
    pub(super) fn print(&self) -> String {
        match self {
            Self::Text(text) => string(text),
            Self::Boolean(value) => value.to_string(),
            Self::Integer(value) => value.to_string(),
            Self::Float(value) => format!("{value:?}"),
            Self::Array(values) => {
                let values: Vec<_> = values.iter().map(Self::print).collect();
                format!("[{}]", values.join(", "))
            }
            Self::Table(entries) if entries.is_empty() => "{}".to_owned(),
            Self::Table(entries) => {
                let entries = entries
                    .iter()
                    .map(|(name, value)| format!("{} = {}", key(name), value.print()));
                format!("{{ {} }}", entries.collect::<Vec<_>>().join(", "))
            }
        }
    }
}

fn string(text: &str) -> String {
    let builder = TomlStringBuilder::new(text);
    let string = if text.contains('\n') {
        let lines = builder.as_ml_literal().or_else(|| builder.as_ml_basic_pretty());
        lines.unwrap_or_else(|| builder.as_ml_basic())
    } else {
        builder.as_default()
    };
    string.to_toml_value()
}

/// A key, in quotes where it needs them.
pub(super) fn key(name: &str) -> String {
    TomlKeyBuilder::new(name).as_default().to_toml_key()
}

/// Entries, a line each, with their equals signs below each other.
pub(super) fn block(entries: &Entries) -> String {
    let keys: Vec<_> = entries.0.iter().map(|(name, _)| key(name)).collect();
    let width = keys.iter().map(|key| key.chars().count()).max().unwrap_or_default();
    let lines = keys.iter().zip(&entries.0).map(|(key, (_, value))| {
        let padding = width - key.chars().count();
        format!("{key}{:padding$} = {}\n", "", value.print())
    });
    lines.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_any_kind_is_read_again() {
        for text in [
            "",
            "a",
            "it's",
            "say \"x\"",
            "it's \"x\"",
            "a\nb",
            "'''\n\"\"\"",
            "back\\slash\n",
            "tab\t\u{7f}\u{1}",
            "'\n'",
            "\r\n",
            "ends with a quote\n'",
        ] {
            let printed = format!(
                "key = {}\nother = {{ a = {} }}\n",
                Value::from(text).print(),
                Value::from(text).print()
            );
            let read: toml::Table = printed.parse().unwrap_or_else(|error| panic!("{error}\n{printed}"));
            assert_eq!(read["key"].as_str(), Some(text), "{printed}");
            assert_eq!(read["other"]["a"].as_str(), Some(text), "{printed}");
        }
    }

    #[test]
    fn keys_are_quoted_where_they_must() {
        assert_eq!(key("order"), "order");
        assert_eq!(key("Order Details"), "\"Order Details\"");
        let printed = format!("{} = 1\n", key("a\"b'c\n"));
        let read: toml::Table = printed.parse().unwrap_or_else(|error| panic!("{error}\n{printed}"));
        assert!(read.contains_key("a\"b'c\n"));
    }
}
