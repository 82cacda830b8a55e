//! Values of several shapes: SQL text, defaults.

use serde_json::{Map, Number, Value as Json};
use toml::de::{DeInteger, DeValue};

use crate::dialect::{DialectName, PerDialect};
use crate::document::reader::{Item, Reader, read_keys};
use crate::schema::Literal;
use crate::source::{Span, Spanned};

/// SQL text: one for all databases, or one for each.
#[derive(Debug, Clone)]
pub struct SqlText {
    /// The text for each database that has one.
    pub text: PerDialect<Spanned<String>>,
    /// Where it stands.
    pub span: Span,
}

/// A default as written.
#[derive(Debug, Clone)]
pub struct Default {
    /// What it is.
    pub value: DefaultValue,
    /// Where it stands.
    pub span: Span,
}

/// What a default is.
#[derive(Debug, Clone)]
pub enum DefaultValue {
    /// A bare value: a literal, or a generator's call.
    Plain(Literal),
    /// `{ value = … }`: a literal, whatever it looks like.
    Value(Literal),
    /// `{ sql = … }`.
    Sql(SqlText),
}

impl Reader<'_> {
    /// SQL text: a string or `{ postgres = "…", sqlite = "…" }`.
    pub(super) fn sql(&mut self, item: Item<'_>) -> Option<SqlText> {
        let span = item.span;
        match item.value {
            DeValue::String(_) => {
                let text = PerDialect::same(self.string(item)?);
                Some(SqlText { text, span })
            }
            DeValue::Table(table) => {
                let mut text = PerDialect::default();
                read_keys!(self, table, "SQL text", item {
                    "postgres" => self.sql_of(&mut text, DialectName::Postgres, item),
                    "sqlite" => self.sql_of(&mut text, DialectName::Sqlite, item),
                });
                Some(SqlText { text, span })
            }
            _ => {
                self.wrong_type(item, "SQL text: a string, or `{ postgres = \"…\", sqlite = \"…\" }`");
                None
            }
        }
    }

    fn sql_of(&mut self, text: &mut PerDialect<Spanned<String>>, dialect: DialectName, item: Item<'_>) {
        if let Some(sql) = self.string(item) {
            text.set(dialect, sql);
        }
    }

    /// A default: a bare value, `{ sql = … }` or `{ value = … }`.
    pub(super) fn default_value(&mut self, item: Item<'_>) -> Option<Default> {
        let span = item.span;
        let DeValue::Table(table) = item.value else {
            let value = DefaultValue::Plain(self.literal(item)?);
            return Some(Default { value, span });
        };
        let mut value = None;
        let mut count = 0;
        read_keys!(self, table, "a default", item {
            "sql" => { count += 1; value = self.sql(item).map(DefaultValue::Sql) },
            "value" => { count += 1; value = self.literal(item).map(DefaultValue::Value) },
        });
        if count != 1 {
            self.wrong_type(item, "a value, `{ sql = \"…\" }` or `{ value = … }`");
        }
        value.map(|value| Default { value, span })
    }

    /// A literal; dates and times become text, arrays and tables JSON.
    fn literal(&mut self, item: Item<'_>) -> Option<Literal> {
        match item.value {
            DeValue::Boolean(value) => Some(Literal::Boolean(*value)),
            DeValue::Integer(value) => self.integer_value(item, value).map(Literal::Integer),
            DeValue::Float(value) => value.as_str().replace('_', "").parse().ok().map(Literal::Float),
            DeValue::String(value) => Some(Literal::Text(value.clone().into_owned())),
            DeValue::Datetime(value) => Some(Literal::Text(value.to_string())),
            DeValue::Array(_) | DeValue::Table(_) => self.json(item).map(Literal::Json),
        }
    }

    fn integer_value(&mut self, item: Item<'_>, value: &DeInteger<'_>) -> Option<i64> {
        let parsed = i64::from_str_radix(&value.as_str().replace('_', ""), value.radix()).ok();
        if parsed.is_none() {
            self.wrong_type(item, "an integer of at most 64 bits");
        }
        parsed
    }

    /// An integer.
    pub(super) fn integer(&mut self, item: Item<'_>) -> Option<i64> {
        if let DeValue::Integer(value) = item.value {
            self.integer_value(item, value)
        } else {
            self.wrong_type(item, "an integer");
            None
        }
    }

    /// How many of something.
    pub(super) fn count(&mut self, item: Item<'_>) -> Option<u64> {
        let count = u64::try_from(self.integer(item)?).ok();
        if count.is_none() {
            self.wrong_type(item, "0 or more");
        }
        count
    }

    /// An integer or a float.
    pub(super) fn number(&mut self, item: Item<'_>) -> Option<f64> {
        match item.value {
            DeValue::Integer(value) => value.as_str().replace('_', "").parse().ok(),
            DeValue::Float(value) => value.as_str().replace('_', "").parse().ok(),
            _ => {
                self.wrong_type(item, "a number");
                None
            }
        }
    }

    fn json(&mut self, item: Item<'_>) -> Option<Json> {
        Some(match item.value {
            DeValue::Boolean(value) => Json::Bool(*value),
            DeValue::Integer(value) => Json::from(self.integer_value(item, value)?),
            DeValue::Float(value) => {
                let number = value.as_str().replace('_', "").parse().ok().and_then(Number::from_f64);
                if number.is_none() {
                    self.wrong_type(item, "JSON, which has no such number");
                }
                Json::Number(number?)
            }
            DeValue::String(value) => Json::String(value.clone().into_owned()),
            DeValue::Datetime(value) => Json::String(value.to_string()),
            DeValue::Array(_) => {
                let elements = self.elements(item);
                Json::Array(elements.into_iter().filter_map(|element| self.json(element)).collect())
            }
            DeValue::Table(table) => {
                let mut object = Map::new();
                for entry in self.items(table) {
                    if let Some(value) = self.json(entry) {
                        object.insert(entry.key.to_owned(), value);
                    }
                }
                Json::Object(object)
            }
        })
    }
}
