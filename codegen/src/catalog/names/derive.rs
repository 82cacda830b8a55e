//! Deriving the names that nobody gave: of what is written in a schema, and of what is pulled from a database.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::names::{Label, first_free, folded, of_expression};

/// The names of a table's constraints and indexes, in the order in which its [`Table`](crate::schema::Table) holds them.
#[derive(Debug, Clone, Default)]
pub struct TableNames {
    /// Of the primary key.
    pub primary_key: Option<String>,
    /// Of the unique constraints.
    pub uniques: Vec<String>,
    /// Of the checks.
    pub checks: Vec<String>,
    /// Of the foreign keys.
    pub foreign_keys: Vec<String>,
    /// Of the indexes.
    pub indexes: Vec<String>,
    /// Of the index that each foreign key gets where nothing else serves it, unless it opted out.
    pub foreign_key_indexes: Vec<Option<String>>,
    /// All names of constraints, as compared.
    pub(super) constraints: BTreeSet<String>,
}

/// Names of tables, indexes and the constraints that own one, as compared, by the space in which they must differ.
pub(crate) type Relations = BTreeMap<Option<String>, BTreeSet<String>>;

/// A table whose constraints and indexes want names; each kind in the order in which names are given.
#[derive(Debug, Clone, Default)]
pub(crate) struct Nameable<'a> {
    /// The namespace and the name of the table, by which tables are ordered.
    pub(crate) table: (Option<&'a str>, &'a str),
    /// The space in which names of its indexes must differ from others.
    pub(crate) space: Option<&'a str>,
    /// The primary key.
    pub(crate) primary_key: Option<Item<'a>>,
    /// Unique constraints.
    pub(crate) uniques: Vec<Item<'a>>,
    /// Checks; of those that stand at a column, it is the one part.
    pub(crate) checks: Vec<Item<'a>>,
    /// Foreign keys.
    pub(crate) foreign_keys: Vec<Item<'a>>,
    /// Which of these want an index.
    pub(crate) wants_index: Vec<bool>,
    /// Indexes.
    pub(crate) indexes: Vec<Item<'a>>,
}

/// What wants a name.
#[derive(Debug, Clone, Default)]
pub(crate) struct Item<'a> {
    /// The name that it has already.
    pub(crate) name: Option<&'a str>,
    /// What a derived name is made of, besides the table's.
    pub(crate) parts: Vec<Cow<'a, str>>,
}

impl<'a> Item<'a> {
    /// Of columns, or of none.
    pub(crate) fn new(name: Option<&'a str>, parts: impl IntoIterator<Item = &'a str>) -> Self {
        Self {
            name,
            parts: parts.into_iter().map(Cow::Borrowed).collect(),
        }
    }

    /// Of an index: its parts, which are columns or SQL, then the columns that it carries. `ChooseIndexColumnNames`: parts
    /// of one name are numbered within the name.
    pub(crate) fn index(
        name: Option<&'a str>,
        keys: impl IntoIterator<Item = Result<&'a str, &'a str>>,
        carried: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let mut parts: Vec<Cow<'a, str>> = Vec::new();
        let keys = keys.into_iter().map(|key| match key {
            Ok(column) => Cow::Borrowed(column),
            Err(sql) => Cow::Owned(of_expression(sql)),
        });
        for name in keys.chain(carried.into_iter().map(Cow::Borrowed)) {
            let numbered = (1..).map(|number| Cow::Owned(format!("{name}{number}")));
            let free = std::iter::once(name.clone())
                .chain(numbered)
                .find(|candidate| !parts.contains(candidate));
            parts.extend(free);
        }
        Self { name, parts }
    }
}

/// Names everything that has no name yet. `relations` are the names that are taken besides; with `fold`, capitals make no
/// difference.
pub(crate) fn derive(tables: &[Nameable<'_>], mut relations: Relations, fold: bool) -> Vec<TableNames> {
    let mut names = vec![TableNames::default(); tables.len()];
    for (table, names) in tables.iter().zip(&mut names) {
        let of_space = relations.entry(table.space.map(str::to_owned)).or_default();
        let named = |items: &[Item<'_>]| -> Vec<String> {
            let names = items.iter().filter_map(|item| item.name);
            names.map(|name| folded(name, fold)).collect()
        };
        let owning = [named(table.primary_key.as_slice()), named(&table.uniques)].concat();
        of_space.extend(owning.iter().cloned().chain(named(&table.indexes)));
        names.constraints.extend(owning);
        names.constraints.extend(named(&table.checks));
        names.constraints.extend(named(&table.foreign_keys));
    }
    let mut order: Vec<usize> = (0..tables.len()).collect();
    order.sort_by_key(|index| tables[*index].table);
    for index in order {
        let table = &tables[index];
        let names = &mut names[index];
        let mut namer = Namer {
            table: table.table.1,
            fold,
            relations: relations.entry(table.space.map(str::to_owned)).or_default(),
            constraints: &mut names.constraints,
        };
        names.primary_key = table.primary_key.as_ref().map(|key| namer.name(key, Label::PrimaryKey));
        names.uniques = namer.names(&table.uniques, Label::Unique);
        names.checks = namer.names(&table.checks, Label::Check);
        names.foreign_keys = namer.names(&table.foreign_keys, Label::ForeignKey);
        names.indexes = namer.names(&table.indexes, Label::Index);
        let keys = table.foreign_keys.iter().zip(&table.wants_index);
        names.foreign_key_indexes = keys
            .map(|(key, wants)| {
                let unnamed = Item {
                    name: None,
                    parts: key.parts.clone(),
                };
                wants.then(|| namer.name(&unnamed, Label::Index))
            })
            .collect();
    }
    names
}

struct Namer<'a> {
    table: &'a str,
    fold: bool,
    relations: &'a mut BTreeSet<String>,
    constraints: &'a mut BTreeSet<String>,
}

impl Namer<'_> {
    fn names(&mut self, items: &[Item<'_>], label: Label) -> Vec<String> {
        items.iter().map(|item| self.name(item, label)).collect()
    }

    fn name(&mut self, item: &Item<'_>, label: Label) -> String {
        if let Some(name) = item.name {
            return name.to_owned();
        }
        let is_relation = matches!(label, Label::PrimaryKey | Label::Unique | Label::Index);
        let is_constraint = label != Label::Index;
        let parts: Vec<&str> = item.parts.iter().map(AsRef::as_ref).collect();
        first_free(self.table, &parts, label, |name| {
            let name = folded(name, self.fold);
            let is_taken =
                (is_relation && self.relations.contains(&name)) || (is_constraint && self.constraints.contains(&name));
            if is_relation && !is_taken {
                self.relations.insert(name.clone());
            }
            if is_constraint && !is_taken {
                self.constraints.insert(name);
            }
            !is_taken
        })
    }
}
