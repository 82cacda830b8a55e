//! A column: a type, or a table that says more.

use crate::catalog::{Column, ForeignKey, Identity, ObjectName, Table, TypeName};
use crate::dialect::AuthoredDefault;
use crate::schema::{Action, Deferrable, EnumId, Generator, Literal, Scalar};

use super::Writer;
use super::forms::{Form, Forms};
use super::keys::Fields;
use super::text::{Entries, Value};

/// What may be said of a column besides what it is itself.
pub(super) struct Place<'a> {
    pub(super) table: &'a Table,
    pub(super) forms: &'a Forms,
    pub(super) fields: &'a Fields,
    /// Of the column among the table's.
    pub(super) number: usize,
}

impl Place<'_> {
    /// The one of these that stands at this column.
    fn at<T>(&self, forms: &[Form], all: &[T]) -> Option<usize> {
        debug_assert_eq!(forms.len(), all.len());
        forms.iter().position(|form| *form == Form::AtColumn(self.number))
    }
}

impl Writer<'_> {
    pub(super) fn column(&mut self, place: &Place<'_>) -> Value {
        let (table, forms) = (place.table, place.forms);
        let column = &table.columns[place.number];
        let key = place.at(&forms.foreign_keys, &table.foreign_keys);
        let reference = key.map(|key| &table.foreign_keys[key]);
        let (scalar, mut entries) = self.column_type(column, reference);
        let declared = entries.0.pop_if(|(key, _)| key == "declared");
        if let Some(key) = reference {
            let named = vec![key.referenced_columns[0].clone()];
            entries.add("references", self.reference(&key.references, &named, true));
            entries.0.extend(actions(key).0);
        }
        entries.0.extend(declared);
        if key.is_some_and(|key| forms.without_index.contains(&key)) {
            entries.add("index", false);
        }
        entries.add_some("collation", column.collation.as_ref());
        entries.mark("nullable", column.nullable);
        if let Some(identity) = column.identity {
            let by_default = identity == Identity::ByDefault
                && self
                    .catalog
                    .dialect
                    .dialect()
                    .capabilities(self.catalog.dialect.dialect().newest_version())
                    .identity_always;
            entries.add(
                "identity",
                if by_default {
                    Value::from("by_default")
                } else {
                    Value::from(true)
                },
            );
        }
        entries.add_some("default", self.default(table, column, &scalar));
        if let Some(generated) = &column.generated {
            let expression = &generated.expression.authored;
            entries.add(
                "generated",
                if generated.stored {
                    Value::from(expression)
                } else {
                    let mut rule = Entries::default();
                    rule.add("expression", expression);
                    rule.add("stored", false);
                    rule.into()
                },
            );
        }
        entries.mark("primary_key", forms.primary_key == Some(Form::AtColumn(place.number)));
        entries.mark("unique", place.at(&forms.uniques, &table.uniques).is_some());
        let check = place.at(&forms.checks, &table.checks);
        entries.add_some("check", check.map(|check| &table.checks[check].expression.authored));
        entries.mark("index", place.at(&forms.indexes, &table.indexes).is_some());
        entries.add_some("comment", column.comment.as_ref());
        entries.add_some("rust_name", place.fields.said.get(&column.name));
        match entries.0.as_slice() {
            [(name, r#type)] if name == "type" => r#type.clone(),
            _ => entries.into(),
        }
    }

    /// The type as far as a reference does not say it, and what is meant.
    fn column_type(&self, column: &Column, reference: Option<&ForeignKey>) -> (Scalar, Entries) {
        let mut entries = Entries::default();
        let suffix = if column.r#type.array { "[]" } else { "" };
        let (scalar, text, declared) = match &column.r#type.r#type {
            TypeName::Enum(name) => (Scalar::Enum(EnumId(0)), self.keys.enums[name].clone(), None),
            TypeName::BuiltIn(name) => {
                let authored = self.catalog.dialect.dialect().authored_type(name);
                let text = authored.scalar.to_string();
                (authored.scalar, text, authored.declared)
            }
        };
        let follows = reference.and_then(|key| {
            let target = self.catalog.tables.get(&key.references)?;
            target.column(&key.referenced_columns[0])
        });
        let is_same = follows.is_some_and(|target| {
            let text_of = |column: &Column| match &column.r#type.r#type {
                TypeName::Enum(name) => self.keys.enums.get(name).cloned(),
                TypeName::BuiltIn(name) => Some(self.catalog.dialect.dialect().authored_type(name).scalar.to_string()),
            };
            text_of(target).as_ref() == Some(&text) && target.r#type.array == column.r#type.array
        });
        if !is_same {
            entries.add("type", format!("{text}{suffix}"));
            if matches!(scalar, Scalar::Other(_)) {
                entries.add("only", self.catalog.dialect.as_str());
            }
        }
        entries.add_some("declared", declared);
        (scalar, entries)
    }

    fn default(&mut self, table: &Table, column: &Column, scalar: &Scalar) -> Option<Value> {
        let default = column.default.as_ref()?;
        let authored = self.catalog.dialect.dialect().authored_default(column, scalar, default);
        let wrapped = |key: &str, value: Value| {
            let mut entries = Entries::default();
            entries.add(key, value);
            Value::from(entries)
        };
        let value = match authored {
            AuthoredDefault::Sql(sql) => return Some(wrapped("sql", sql.into())),
            AuthoredDefault::Generator(generator) => Value::from(call(generator)),
            AuthoredDefault::Literal(literal) => {
                let value = Value::from(&literal);
                let needs_word = match &literal {
                    Literal::Text(text) => text.ends_with("()"),
                    // An object may look like what says more, and a string of JSON like text.
                    Literal::Json(json) => json.is_object() || json.is_string(),
                    _ => false,
                };
                if needs_word { wrapped("value", value) } else { value }
            }
        };
        self.reworded.insert((table.name.clone(), column.name.clone()));
        Some(value)
    }

    /// What a foreign key points at; the primary key goes without saying.
    pub(super) fn reference(&self, target: &ObjectName, columns: &[String], short: bool) -> Value {
        let key = &self.keys.tables[target];
        let is_key = (self.catalog.tables.get(target))
            .and_then(|table| table.primary_key.as_ref())
            .is_some_and(|key| key.columns == columns);
        if is_key && !key.contains('.') {
            return key.into();
        }
        match columns {
            [column] if short && !key.contains('.') => format!("{key}.{}", self.keys.column(target, column)).into(),
            _ => {
                let mut entries = Entries::default();
                entries.add("table", key);
                if !is_key {
                    entries.add("columns", self.keys.columns(target, columns));
                }
                entries.into()
            }
        }
    }
}

/// `on_delete`, `on_update` and `deferrable`, where they say something.
pub(super) fn actions(key: &ForeignKey) -> Entries {
    let mut entries = Entries::default();
    let word = |action: Action| match action {
        Action::NoAction => None,
        Action::Restrict => Some("restrict"),
        Action::Cascade => Some("cascade"),
        Action::SetNull => Some("set_null"),
        Action::SetDefault => Some("set_default"),
    };
    entries.add_some("on_delete", word(key.on_delete));
    entries.add_some("on_update", word(key.on_update));
    entries.add_some("deferrable", key.deferrable.map(deferrable));
    entries
}

pub(super) const fn deferrable(when: Deferrable) -> &'static str {
    match when {
        Deferrable::InitiallyImmediate => "initially_immediate",
        Deferrable::InitiallyDeferred => "initially_deferred",
    }
}

const fn call(generator: Generator) -> &'static str {
    match generator {
        Generator::Now => "now()",
        Generator::Uuid => "uuid()",
        Generator::UuidV7 => "uuid_v7()",
        Generator::Nanoid => "nanoid()",
        Generator::Ulid => "ulid()",
    }
}
