//! What a random catalog is made from: things with an identity, whatever they are called.

use std::collections::{BTreeMap, BTreeSet};

/// Identity through renames.
pub(super) type Id = u32;

#[derive(Debug, Clone, Default)]
pub(super) struct Model {
    pub(super) tables: BTreeMap<Id, Table>,
    pub(super) enums: BTreeMap<Id, Enum>,
    /// Table and enum names that were in use before, in one set: PostgreSQL keeps both in one namespace.
    retired: BTreeSet<String>,
    /// The names of tables before.
    before: BTreeMap<Id, String>,
    last: Id,
}

#[derive(Debug, Clone)]
pub(super) struct Enum {
    pub(super) name: String,
    /// In order.
    pub(super) values: Vec<(Id, String)>,
    pub(super) retired: BTreeSet<String>,
    /// The values before.
    pub(super) before: BTreeMap<Id, String>,
    /// What rows with a removed value get.
    pub(super) replaced: BTreeMap<String, Id>,
}

#[derive(Debug, Clone)]
pub(super) struct Table {
    pub(super) name: String,
    /// Besides `id`.
    pub(super) columns: BTreeMap<Id, Column>,
    pub(super) comment: bool,
    /// Two columns that are unique together.
    pub(super) composite_unique: Option<[Id; 2]>,
    retired: BTreeSet<String>,
    /// The names of columns before.
    before: BTreeMap<Id, String>,
}

#[derive(Debug, Clone)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) kind: Kind,
    pub(super) nullable: bool,
    pub(super) default: bool,
    pub(super) unique: bool,
    pub(super) check: bool,
    pub(super) comment: bool,
    pub(super) index: Option<IndexKind>,
    pub(super) cascade: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    SmallInt,
    Integer,
    BigInt,
    Numeric,
    Short,
    Long,
    Text,
    Boolean,
    Date,
    Enum(Id),
    /// A foreign key.
    Table(Id),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum IndexKind {
    Plain,
    Partial,
    Expression,
}

const WORDS: [&str; 20] = [
    "user",
    "order",
    "Item",
    "tag",
    "note",
    "video summary",
    "line",
    "state",
    "Kind",
    "value",
    "title",
    "email",
    "group",
    "size",
    "color",
    "first",
    "last",
    "weight",
    "owner",
    "parent",
];

/// A word that is not taken.
pub(super) fn fresh(seed: u8, taken: impl Fn(&str) -> bool) -> String {
    let words = WORDS
        .iter()
        .map(ToString::to_string)
        .cycle()
        .skip(usize::from(seed))
        .take(WORDS.len());
    let numbered = (0..).map(|number| format!("thing{number}"));
    words.chain(numbered).find(|word| !taken(word)).unwrap_or_default()
}

impl Model {
    pub(super) fn id(&mut self) -> Id {
        self.last += 1;
        self.last
    }

    /// From here on, names that are in use now are not given to other things.
    pub(super) fn begin(&mut self) {
        self.retired = self.names().map(str::to_owned).collect();
        for object in self.enums.values_mut() {
            object.retired = object.values.iter().map(|(_, value)| value.clone()).collect();
            object.before = object.values.iter().cloned().collect();
            object.replaced.clear();
        }
        self.before = self
            .tables
            .iter()
            .map(|(id, table)| (*id, table.name.clone()))
            .collect();
        for table in self.tables.values_mut() {
            table.before = table
                .columns
                .iter()
                .map(|(id, column)| (*id, column.name.clone()))
                .collect();
            table.retired = table.before.values().cloned().collect();
        }
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        let tables = self.tables.values().map(|table| &*table.name);
        tables.chain(self.enums.values().map(|object| &*object.name))
    }

    /// A name for a table or an enum.
    pub(super) fn fresh_name(&self, seed: u8) -> String {
        let taken: BTreeSet<&str> = self.names().collect();
        fresh(seed, |word| taken.contains(word) || self.retired.contains(word))
    }

    pub(super) fn add_table(&mut self, name: String) -> Id {
        let id = self.id();
        let table = Table {
            name,
            columns: BTreeMap::new(),
            comment: false,
            composite_unique: None,
            retired: BTreeSet::new(),
            before: BTreeMap::new(),
        };
        self.tables.insert(id, table);
        id
    }
}

impl Table {
    pub(super) fn fresh_column(&self, seed: u8) -> String {
        let taken: BTreeSet<&str> = self.columns.values().map(|column| &*column.name).collect();
        fresh(seed, |word| taken.contains(word) || self.retired.contains(word))
    }
}

impl Enum {
    pub(super) fn fresh_value(&self, seed: u8) -> String {
        let taken: BTreeSet<&str> = self.values.iter().map(|(_, value)| &**value).collect();
        fresh(seed, |word| taken.contains(word) || self.retired.contains(word))
    }

    pub(super) fn value(&self, id: Id) -> Option<&str> {
        self.values
            .iter()
            .find(|(value, _)| *value == id)
            .map(|(_, text)| &**text)
    }
}

/// A thing that had a name when the edits of the second kind began may not go while another has that name: then "the
/// other is renamed to it" and "it stays and the other goes" look alike.
impl Model {
    pub(super) fn may_drop_table(&self, id: Id) -> bool {
        let named_so = |name: &String| {
            let mut others = self
                .tables
                .iter()
                .filter(|(other, _)| **other != id && self.before.contains_key(other));
            others.any(|(_, table)| table.name == *name)
        };
        let foreign_keys_may_go = self.tables.values().all(|table| {
            let mut foreign_keys = table
                .columns
                .iter()
                .filter(|(_, column)| column.kind == Kind::Table(id));
            foreign_keys.all(|(column, _)| table.may_drop_column(*column))
        });
        !self.before.get(&id).is_some_and(named_so) && foreign_keys_may_go
    }

    pub(super) fn remove_value(&mut self, id: Id, number: u8) {
        let Some(object) = self.enums.get_mut(&id) else { return };
        if object.values.len() < 2 {
            return;
        }
        let at = usize::from(number / 2) % object.values.len();
        let (value, _) = object.values[at];
        let Some(before) = object.before.get(&value).cloned() else {
            object.values.remove(at);
            return;
        };
        if object
            .values
            .iter()
            .any(|(other, text)| *other != value && *text == before)
        {
            return;
        }
        object.values.remove(at);
        object.replaced.retain(|_, to| *to != value);
        if number.is_multiple_of(2) {
            object.replaced.insert(before, object.values[0].0);
        }
    }
}

impl Table {
    pub(super) fn may_drop_column(&self, id: Id) -> bool {
        let before = self.before.get(&id);
        !before.is_some_and(|name| {
            self.columns
                .iter()
                .any(|(other, column)| *other != id && self.before.contains_key(other) && column.name == *name)
        })
    }

    /// After a column went or changed its type.
    pub(super) fn mend(&mut self) {
        if let Some(ids) = self.composite_unique
            && !ids.iter().all(|id| self.columns.contains_key(id))
        {
            self.composite_unique = None;
        }
    }
}
