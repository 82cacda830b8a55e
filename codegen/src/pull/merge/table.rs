//! Changing what a schema says of one table.

use std::collections::BTreeMap;

use toml_edit::{Item, TableLike};

use super::constraint::Kind;
use super::text;
use crate::catalog::{Catalog, Column, ObjectName, Pair, Table};
use crate::diff::TableChange;
use crate::pull::forms::Forms;
use crate::pull::keys::Keys;
use crate::pull::table::Apart;
use crate::pull::text::Value;

/// What is said at a column of constraints and indexes.
const AT_COLUMN: [&str; 8] = [
    "references",
    "on_delete",
    "on_update",
    "deferrable",
    "index",
    "primary_key",
    "unique",
    "check",
];

/// A table that is in the schema and in the database, while its text is changed.
pub(super) struct Edit<'a, 't> {
    pub(super) item: &'t mut (dyn TableLike + 't),
    pub(super) name: &'a ObjectName,
    /// As the author says it.
    pub(super) old: &'a Table,
    /// The same as the server gives it back.
    pub(super) made: &'a Table,
    /// As it is to be.
    pub(super) new: &'a Table,
    pub(super) forms: &'a Forms,
    pub(super) keys: &'a Keys,
    /// What would be written of each column that is to be.
    pub(super) columns: Vec<Value>,
    /// What would be written of constraints and indexes apart from columns.
    pub(super) apart: Vec<Apart>,
    pub(super) primary_key: Option<Value>,
    pub(super) mixins: &'a BTreeMap<String, Item>,
    pub(super) catalog: &'a Catalog,
}

impl Edit<'_, '_> {
    /// Makes these changes in place; else writes the table out.
    pub(super) fn alter(&mut self, changes: &[TableChange], renamed: &[Pair<String>]) {
        let in_place = self.take_away(changes, renamed)
            && changes.iter().all(|change| self.change(change))
            && self.add(changes, renamed);
        if !in_place {
            self.write_out();
        }
        // A column that points nowhere any more has a type of its own.
        for change in changes {
            let TableChange::ForeignKey { foreign_key } = change else {
                continue;
            };
            for column in foreign_key.previous.iter().flat_map(|key| &key.columns) {
                let is_own = self
                    .own_columns()
                    .iter()
                    .any(|own| own == self.keys.column(self.name, column));
                if let Some(place) = self.place(column).filter(|_| is_own) {
                    self.type_of(place);
                }
            }
        }
    }

    /// First what goes, so that no name is taken that is needed.
    fn take_away(&mut self, changes: &[TableChange], renamed: &[Pair<String>]) -> bool {
        let changed = changes.iter().all(|change| match change {
            TableChange::Unique { unique } => match &unique.previous {
                Some(unique) => self.forget_unique(unique),
                None => true,
            },
            TableChange::Check { check } => match &check.previous {
                Some(check) => self.forget_check(&check.name),
                None => true,
            },
            TableChange::ForeignKey { foreign_key } => match &foreign_key.previous {
                Some(key) => self.forget_foreign_key(key),
                None => true,
            },
            TableChange::Index { index } => match &index.previous {
                Some(previous) => self.forget_index(previous, index.next.is_none()),
                None => true,
            },
            _ => true,
        });
        let made = self.made;
        changed
            && renamed.iter().all(|pair| {
                let from = &pair.previous;
                let unique = made.uniques.iter().find(|unique| unique.name == *from);
                let key = made.foreign_keys.iter().find(|key| key.name == *from);
                let index = made.indexes.iter().find(|index| index.name == *from);
                match (unique, key, index) {
                    (Some(unique), _, _) => self.forget_unique(unique),
                    (_, Some(key), _) => self.forget_foreign_key(key),
                    (_, _, Some(index)) => self.forget_index(index, false),
                    _ if made.primary_key.as_ref().is_some_and(|key| key.name == *from) => true,
                    _ => self.forget_check(from),
                }
            })
    }

    fn change(&mut self, change: &TableChange) -> bool {
        match change {
            TableChange::Comment { comment } => {
                let comment = comment.next.as_ref().map(Value::from);
                text::put(self.item, "comment", comment.as_ref());
                true
            }
            TableChange::Options { strict, without_rowid } => {
                let Some(settings) = text::table(self.item, "sqlite") else {
                    return false;
                };
                for (key, pair) in [("strict", strict), ("without_rowid", without_rowid)] {
                    if pair.previous != pair.next {
                        text::set(settings, key, &Value::from(pair.next));
                    }
                }
                true
            }
            TableChange::AddColumn { column, .. } => {
                let place = self.place(&column.name);
                place.is_some_and(|place| self.add_column(place))
            }
            TableChange::DropColumn { column } => {
                let key = self.keys.column(self.name, &column.name).to_owned();
                self.drop_column(&key)
            }
            TableChange::AlterColumn { column, .. } => self.alter_column(&column.previous, &column.next),
            TableChange::PrimaryKey { key } => self.change_key(key.next.as_ref()),
            TableChange::Unique { .. }
            | TableChange::Check { .. }
            | TableChange::ForeignKey { .. }
            | TableChange::Index { .. } => true,
            TableChange::Leave { .. } | TableChange::Join { .. } | TableChange::Partitioning { .. } => false,
        }
    }

    /// Last what is new.
    fn add(&mut self, changes: &[TableChange], renamed: &[Pair<String>]) -> bool {
        let new = self.new;
        let names: Vec<(Kind, &String)> = (changes.iter())
            .filter_map(|change| match change {
                TableChange::Unique { unique } => Some((Kind::Unique, &unique.next.as_ref()?.name)),
                TableChange::Check { check } => Some((Kind::Check, &check.next.as_ref()?.name)),
                TableChange::ForeignKey { foreign_key } => Some((Kind::ForeignKey, &foreign_key.next.as_ref()?.name)),
                TableChange::Index { index } => Some((Kind::Index, &index.next.as_ref()?.name)),
                _ => None,
            })
            .collect();
        let all = [Kind::ForeignKey, Kind::Unique, Kind::Check, Kind::Index];
        let renamed = (renamed.iter()).flat_map(|pair| all.into_iter().map(move |kind| (kind, &pair.next)));
        let mut is_whole = names.iter().all(|(kind, name)| match named(new, *kind, name) {
            Some(place) => self.say(*kind, place),
            None => false,
        });
        for (kind, name) in renamed {
            if let Some(place) = named(new, kind, name) {
                is_whole &= self.say(kind, place);
            }
        }
        is_whole
    }

    /// All of a table as it would be written, less what no database knows and a person wrote.
    fn write_out(&mut self) {
        self.unmix();
        for key in ["primary_key", "unique", "check", "index", "foreign_key"] {
            self.item.remove(key);
        }
        let keys: Vec<String> = (self.new.columns.iter())
            .map(|column| self.keys.column(self.name, &column.name).to_owned())
            .collect();
        for key in self.own_columns() {
            if !keys.contains(&key) {
                self.drop_column(&key);
            }
        }
        for (place, key) in keys.iter().enumerate() {
            let column = &self.new.columns[place];
            match self.made.column(&column.name) {
                Some(made) if self.own_columns().contains(key) => {
                    self.alter_column(made, column);
                    for key in AT_COLUMN {
                        self.as_pulled(place, key);
                    }
                    self.type_of(place);
                }
                _ => {
                    self.add_column(place);
                }
            }
        }
        if let Some(value) = &self.primary_key {
            text::set(self.item, "primary_key", value);
        }
        for apart in &self.apart {
            text::push_element(self.item, apart.kind.array(), &apart.entries);
        }
        if self.made.comment != self.new.comment {
            let comment = self.new.comment.as_ref().map(Value::from);
            text::put(self.item, "comment", comment.as_ref());
        }
    }

    fn alter_column(&mut self, previous: &Column, next: &Column) -> bool {
        let mut keys = Vec::new();
        let mut differs = |differs: bool, own: &[&'static str]| {
            if differs {
                keys.extend_from_slice(own);
            }
        };
        differs(previous.r#type != next.r#type, &["type", "declared"]);
        differs(previous.collation != next.collation, &["collation"]);
        differs(previous.nullable != next.nullable, &["nullable"]);
        differs(previous.default != next.default, &["default"]);
        differs(previous.identity != next.identity, &["identity"]);
        differs(previous.generated != next.generated, &["generated"]);
        differs(previous.comment != next.comment, &["comment"]);
        let Some(place) = self.place(&next.name) else {
            return false;
        };
        let is_done = keys.iter().all(|key| self.as_pulled(place, key));
        // What only one database has says so.
        if keys.contains(&"type") && self.pulled(place, "only").is_some() {
            return is_done && self.as_pulled(place, "only");
        }
        is_done
    }

    fn add_column(&mut self, place: usize) -> bool {
        let key = self.keys.column(self.name, &self.new.columns[place].name).to_owned();
        let value = &self.columns[place];
        let Some(columns) = text::table(self.item, "columns") else {
            return false;
        };
        text::set(columns, &key, value);
        true
    }

    fn drop_column(&mut self, key: &str) -> bool {
        if !self.own_columns().iter().any(|own| own == key) {
            self.unmix();
        }
        let columns = text::table(self.item, "columns");
        columns.and_then(|columns| columns.remove(key)).is_some()
    }

    fn place(&self, name: &str) -> Option<usize> {
        self.new.columns.iter().position(|column| column.name == name)
    }

    /// What would be written of a column under this key.
    fn pulled(&self, place: usize, key: &str) -> Option<Value> {
        match &self.columns[place] {
            Value::Table(entries) => entries
                .iter()
                .find(|(own, _)| own == key)
                .map(|(_, value)| value.clone()),
            short => (key == "type").then(|| short.clone()),
        }
    }

    /// Says at a column under this key what would be written there.
    pub(super) fn as_pulled(&mut self, place: usize, key: &str) -> bool {
        let value = self.pulled(place, key);
        let column = self.keys.column(self.name, &self.new.columns[place].name).to_owned();
        let done = self.at_column(&column, |column| text::put(column, key, value.as_ref()));
        done.is_some()
    }

    pub(super) fn mark(&mut self, place: usize, key: &str, value: &Value) -> bool {
        let column = self.keys.column(self.name, &self.new.columns[place].name).to_owned();
        self.at_column(&column, |column| text::set(column, key, value))
            .is_some()
    }

    /// Gives a column a type that had that of what it pointed at.
    pub(super) fn type_of(&mut self, place: usize) -> bool {
        let column = self.keys.column(self.name, &self.new.columns[place].name).to_owned();
        let is_typed = self.at_column(&column, |column| {
            column.contains_key("type") || column.contains_key("references")
        });
        match is_typed {
            Some(false) => self.as_pulled(place, "type"),
            is_typed => is_typed.is_some(),
        }
    }

    pub(super) fn own_columns(&self) -> Vec<String> {
        let columns = self.item.get("columns").and_then(Item::as_table_like);
        let columns = columns.into_iter().flat_map(TableLike::iter);
        columns.map(|(key, _)| key.to_owned()).collect()
    }

    pub(super) fn keys_of(&self, columns: &[String]) -> Vec<String> {
        let keys = columns.iter().map(|column| self.keys.column(self.name, column));
        keys.map(str::to_owned).collect()
    }

    /// Works at a column; one of a mixin becomes the table's own first.
    pub(super) fn at_column<T>(&mut self, key: &str, work: impl FnOnce(&mut dyn TableLike) -> T) -> Option<T> {
        if !self.own_columns().iter().any(|own| own == key) {
            self.unmix();
        }
        let column = text::table(self.item, "columns")?.get_mut(key)?;
        let done = work(text::long(column)?);
        text::shorten(column);
        Some(done)
    }

    /// Lays the mixins of a table into it.
    fn unmix(&mut self) {
        let mut waiting = text::strings(self.item.get("mixins"));
        waiting.reverse();
        let mut seen = Vec::new();
        while let Some(name) = waiting.pop() {
            let mixin = self.mixins.get(&name).and_then(Item::as_table_like);
            let Some(mixin) = mixin.filter(|_| !seen.contains(&name)) else {
                continue;
            };
            waiting.extend(text::strings(mixin.get("mixins")).into_iter().rev());
            let columns = mixin.get("columns").and_then(Item::as_table_like);
            for (key, column) in columns.into_iter().flat_map(TableLike::iter) {
                if let Some(own) = text::table(self.item, "columns").filter(|own| !own.contains_key(key)) {
                    own.insert(key, column.clone());
                }
            }
            for kind in [Kind::Unique, Kind::Check, Kind::Index] {
                for element in text::elements(mixin.get(kind.array())) {
                    text::push_copy(self.item, kind.array(), element);
                }
            }
            seen.push(name);
        }
        self.item.remove("mixins");
    }
}

/// Where in a table the one of this name is.
fn named(table: &Table, kind: Kind, name: &str) -> Option<usize> {
    match kind {
        Kind::ForeignKey => table.foreign_keys.iter().position(|key| key.name == name),
        Kind::Unique => table.uniques.iter().position(|unique| unique.name == name),
        Kind::Check => table.checks.iter().position(|check| check.name == name),
        Kind::Index => table.indexes.iter().position(|index| index.name == name),
    }
}
