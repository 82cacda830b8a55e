//! Finding where a constraint or an index is said, and saying another.

use toml_edit::{Item, TableLike};

use super::table::Edit;
use super::text;
use crate::catalog::{Check, ForeignKey, Index, IndexKey, PrimaryKey, Unique};
use crate::pull::forms::Form;
use crate::pull::table::index_columns;
use crate::pull::text::Value;

/// Of a column that points at another table: what goes with `references`.
const OF_REFERENCES: [&str; 5] = ["references", "on_delete", "on_update", "deferrable", "index"];

/// What the others of a table have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::pull) enum Kind {
    ForeignKey,
    Unique,
    Check,
    Index,
}

impl Kind {
    /// The key of its array.
    pub(in crate::pull) const fn array(self) -> &'static str {
        match self {
            Self::ForeignKey => "foreign_key",
            Self::Unique => "unique",
            Self::Check => "check",
            Self::Index => "index",
        }
    }
}

impl Edit<'_, '_> {
    pub(super) fn change_key(&mut self, next: Option<&PrimaryKey>) -> bool {
        self.item.remove("primary_key");
        let columns: Vec<String> = self.own_columns();
        for column in &columns {
            self.at_column(column, |column| {
                column.remove("primary_key");
            });
        }
        match (next, self.forms.primary_key) {
            (None, _) | (_, None | Some(Form::Implied)) => true,
            (Some(_), Some(Form::AtColumn(place))) => self.mark(place, "primary_key", &Value::from(true)),
            (Some(_), Some(_)) => {
                if let Some(value) = &self.primary_key {
                    text::set(self.item, "primary_key", value);
                }
                true
            }
        }
    }

    pub(super) fn forget_unique(&mut self, unique: &Unique) -> bool {
        let keys = self.keys_of(&unique.columns);
        self.forget(Kind::Unique, &unique.name, |element| {
            text::strings(element.get("columns")) == keys
        }) || self.forget_at(&keys, "unique", |value| value.as_bool() == Some(true))
    }

    pub(super) fn forget_check(&mut self, name: &str) -> bool {
        let Some(said) = self.old.checks.iter().find(|check| check.name == name).cloned() else {
            return false;
        };
        let dialect = self.catalog.dialect.as_str();
        let is_it = |said: &Check, item: Option<&Item>| {
            text::sql(item, dialect).is_some_and(|sql| same(sql, &said.expression.authored))
        };
        if self.forget(Kind::Check, name, |element| is_it(&said, element.get("expression"))) {
            return true;
        }
        let columns = self.own_columns();
        columns.iter().any(|column| {
            let keys = [column.clone()];
            self.forget_at(&keys, "check", |value| is_it(&said, Some(value)))
        })
    }

    pub(super) fn forget_foreign_key(&mut self, key: &ForeignKey) -> bool {
        let keys = self.keys_of(&key.columns);
        if self.forget(Kind::ForeignKey, &key.name, |element| {
            text::strings(element.get("columns")) == keys
        }) {
            return true;
        }
        let [column] = keys.as_slice() else { return false };
        let found = self.at_column(column, |column| {
            let is_there = column.contains_key("references");
            if is_there {
                for key in OF_REFERENCES {
                    column.remove(key);
                }
            }
            is_there
        });
        found == Some(true)
    }

    pub(super) fn forget_index(&mut self, index: &Index, is_gone: bool) -> bool {
        let wanted = text::toml(&index_columns(self.catalog, self.keys, self.made, index).into()).to_string();
        if self.forget(Kind::Index, &index.name, |element| {
            let columns = element.get("columns").map(ToString::to_string).unwrap_or_default();
            same(&columns.replace('\'', "\""), &wanted)
        }) {
            return true;
        }
        let columns: Vec<String> = (index.parts.iter()).filter_map(|part| column_of(&part.key)).collect();
        let keys = self.keys_of(&columns);
        if self.forget_at(&keys, "index", |value| value.as_bool() == Some(true)) {
            return true;
        }
        // A foreign key has it along.
        let is_along = |key: &ForeignKey| key.columns == columns;
        if !self.old.foreign_keys.iter().any(is_along) {
            return false;
        }
        if !is_gone || !self.new.foreign_keys.iter().any(is_along) {
            return true;
        }
        let arrays = text::elements(self.item.get("foreign_key"));
        let place = arrays
            .iter()
            .position(|element| text::strings(element.get("columns")) == keys);
        if let Some(place) = place {
            let tables = self.item.get_mut("foreign_key").and_then(Item::as_array_of_tables_mut);
            if let Some(table) = tables.and_then(|tables| tables.get_mut(place)) {
                text::set(table, "index", &Value::from(false));
            }
            return true;
        }
        let [column] = keys.as_slice() else { return false };
        let done = self.at_column(column, |column| text::set(column, "index", &Value::from(false)));
        done.is_some()
    }

    /// Says one that is new, or is otherwise than before.
    pub(super) fn say(&mut self, kind: Kind, place: usize) -> bool {
        let forms = match kind {
            Kind::ForeignKey => &self.forms.foreign_keys,
            Kind::Unique => &self.forms.uniques,
            Kind::Check => &self.forms.checks,
            Kind::Index => &self.forms.indexes,
        };
        match forms.get(place).copied() {
            None => false,
            Some(Form::Implied) => {
                let columns: Vec<String> = (self.new.indexes[place].parts.iter())
                    .filter_map(|part| column_of(&part.key))
                    .collect();
                let keys = self.keys_of(&columns);
                self.forget_at(&keys, "index", |value| value.as_bool() == Some(false));
                true
            }
            Some(Form::AtColumn(column)) if kind == Kind::ForeignKey => {
                OF_REFERENCES.iter().all(|key| self.as_pulled(column, key)) && self.type_of(column)
            }
            Some(Form::AtColumn(column)) => self.as_pulled(column, kind.array()),
            Some(Form::Unnamed | Form::Named) => {
                let apart = self
                    .apart
                    .iter()
                    .find(|apart| apart.kind == kind && apart.place == place);
                if let Some(apart) = apart {
                    text::push_element(self.item, kind.array(), &apart.entries);
                }
                apart.is_some()
            }
        }
    }

    /// Takes an element of an array away: that of this name, or one without a name that is it.
    fn forget(&mut self, kind: Kind, name: &str, is_it: impl Fn(&dyn TableLike) -> bool) -> bool {
        let elements = text::elements(self.item.get(kind.array()));
        let place = elements.iter().position(|element| match element.get("name") {
            Some(own) => own.as_str() == Some(name),
            None => is_it(*element),
        });
        if let Some(place) = place {
            text::remove_element(self.item, kind.array(), place);
        }
        place.is_some()
    }

    /// Takes a key of the sole column of these away, where it says this.
    fn forget_at(&mut self, columns: &[String], key: &str, is_it: impl Fn(&Item) -> bool) -> bool {
        let [column] = columns else { return false };
        let found = self.at_column(column, |column| {
            let is_there = column.get(key).is_some_and(is_it);
            if is_there {
                column.remove(key);
            }
            is_there
        });
        found == Some(true)
    }
}

/// Whether two texts are the same but for blanks.
fn same(a: &str, b: &str) -> bool {
    let words = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    words(a) == words(b)
}

fn column_of(key: &IndexKey) -> Option<String> {
    match key {
        IndexKey::Column(name) => Some(name.clone()),
        IndexKey::Expression(_) => None,
    }
}
