//! What things are called in the schema and in Rust: by their own names, as far as those are unlike each other.

use std::collections::{BTreeMap, BTreeSet};

use super::text::Value;
use crate::catalog::{Catalog, ObjectName, Table, TypeName};
use crate::schema::{OWN_CONSTANTS, RustKind, is_known_type, patch_name};

/// What the value of an enum that has no letter is called.
pub(super) const EMPTY: &str = "empty";

/// The keys of tables and enums, and the Rust names that have to be said.
#[derive(Debug, Default)]
pub(super) struct Keys {
    pub(super) tables: BTreeMap<ObjectName, String>,
    pub(super) enums: BTreeMap<ObjectName, String>,
    /// Of tables and enums, by key.
    pub(super) types: BTreeMap<String, String>,
    /// Keys of columns that are not their names.
    columns: BTreeMap<ObjectName, BTreeMap<String, String>>,
}

impl Keys {
    pub(super) fn new(catalog: &Catalog) -> Self {
        Self::beside(catalog, &Catalog::empty(catalog.dialect))
    }

    /// The same where a schema has keys for some of it, that of `authored`.
    pub(super) fn beside(catalog: &Catalog, authored: &Catalog) -> Self {
        let mut keys = Self::default();
        for (name, table) in &authored.tables {
            if catalog.tables.contains_key(name) {
                let key = table.key.clone().unwrap_or_else(|| name.name.clone());
                keys.tables.insert(name.clone(), key);
            }
            let columns = table.columns.iter();
            let columns = columns.filter_map(|column| Some((column.name.clone(), column.key.clone()?)));
            keys.columns.insert(name.clone(), columns.collect());
        }
        for (name, object) in &authored.enums {
            if catalog.enums.contains_key(name) {
                let key = object.key.clone().unwrap_or_else(|| name.name.clone());
                keys.enums.insert(name.clone(), key);
            }
        }
        let mut taken: BTreeSet<String> = keys.tables.values().cloned().collect();
        for name in in_turn(catalog.tables.keys()) {
            if keys.tables.contains_key(name) {
                continue;
            }
            keys.tables
                .insert(name.clone(), free(candidates(name), |key| taken.insert(key.to_owned())));
        }
        // A type of any database may be written where the key of an enum may.
        let other_types = catalog.tables.values().flat_map(|table| &table.columns);
        let other_types = other_types.filter_map(|column| match &column.r#type.r#type {
            TypeName::BuiltIn(name) => Some(name.clone()),
            TypeName::Enum(_) => None,
        });
        let mut taken: BTreeSet<String> = other_types.collect();
        taken.extend(keys.enums.values().cloned());
        for name in in_turn(catalog.enums.keys()) {
            if keys.enums.contains_key(name) {
                continue;
            }
            let key = free(candidates(name), |key| {
                let is_type = is_known_type(key) || key.contains('[') || key.trim() != key || key.contains('(');
                !is_type && taken.insert(key.to_owned())
            });
            keys.enums.insert(name.clone(), key);
        }
        keys.name_types(catalog);
        keys
    }

    /// The key of a column.
    pub(super) fn column<'k>(&'k self, table: &ObjectName, name: &'k str) -> &'k str {
        let key = self.columns.get(table).and_then(|columns| columns.get(name));
        key.map_or(name, String::as_str)
    }

    /// What tells a foreign key of a table from others: the key of its column, or those of its columns.
    pub(super) fn via(&self, table: &ObjectName, columns: &[String]) -> Value {
        match self.columns(table, columns).as_slice() {
            [column] => column.into(),
            columns => columns.to_vec().into(),
        }
    }

    /// The keys of columns.
    pub(super) fn columns(&self, table: &ObjectName, names: &[String]) -> Vec<String> {
        names.iter().map(|name| self.column(table, name).to_owned()).collect()
    }

    fn name_types(&mut self, catalog: &Catalog) {
        let mut taken = BTreeSet::new();
        // Partitions have no model.
        let is_model = |name: &ObjectName| {
            catalog
                .tables
                .get(name)
                .is_some_and(|table| table.partition_of.is_none())
        };
        let tables = self.tables.iter().filter(|(name, _)| is_model(name));
        let tables = tables.map(|(_, key)| (key, true));
        let enums = self.enums.values().map(|key| (key, false));
        for (key, is_table) in tables.chain(enums) {
            let derived = RustKind::Type.name(key);
            let first = derived.clone().unwrap_or_else(|| "Table".to_owned());
            let name = free(numbered(&first), |name| {
                let mut names = vec![name.to_owned()];
                if is_table {
                    names.extend([format!("New{name}"), patch_name(name)]);
                }
                let is_free = names.iter().all(|name| !taken.contains(name));
                if is_free {
                    taken.extend(names);
                }
                is_free
            });
            if derived.as_ref() != Some(&name) {
                self.types.insert(key.clone(), name);
            }
        }
    }
}

/// Those of the default namespace first: they keep their plain names.
fn in_turn<'a>(names: impl Iterator<Item = &'a ObjectName>) -> Vec<&'a ObjectName> {
    let mut names: Vec<_> = names.collect();
    names.sort_by_key(|name| (name.namespace.is_some(), *name));
    names
}

/// The name, the name behind its namespace, and that with a number.
fn candidates(name: &ObjectName) -> impl Iterator<Item = String> {
    let qualified = match &name.namespace {
        Some(namespace) => format!("{namespace}_{}", name.name),
        None => format!("{}_", name.name.replace(['[', ']', '(', ')'], "_").trim()),
    };
    let first = name.name.clone();
    std::iter::once(first).chain(numbered(&qualified))
}

fn numbered(name: &str) -> impl Iterator<Item = String> + use<> {
    let name = name.to_owned();
    (1_usize..).map(move |number| match number {
        1 => name.clone(),
        _ => format!("{name}{number}"),
    })
}

/// The first that is free, which is taken then.
fn free(candidates: impl Iterator<Item = String>, mut take: impl FnMut(&str) -> bool) -> String {
    let mut candidates = candidates;
    // There are endlessly many.
    candidates.find(|candidate| take(candidate)).unwrap_or_default()
}

/// The fields of a table: those whose Rust name has to be said, and all that are taken.
#[derive(Debug, Default)]
pub(super) struct Fields {
    pub(super) said: BTreeMap<String, String>,
    pub(super) taken: BTreeSet<String>,
}

impl Fields {
    pub(super) fn new(table: &Table) -> Self {
        let mut fields = Self::default();
        let mut constants = BTreeSet::new();
        for column in &table.columns {
            let derived = RustKind::Field.name(&column.name);
            let first = derived.clone().unwrap_or_else(|| "column".to_owned());
            let name = free(numbered(&first), |name| {
                let mut constant = name.to_uppercase();
                if OWN_CONSTANTS.contains(&constant.as_str()) {
                    constant.push('_');
                }
                let is_free = !fields.taken.contains(name) && !constants.contains(&constant);
                if is_free {
                    fields.taken.insert(name.to_owned());
                    constants.insert(constant);
                }
                is_free
            });
            if derived.as_ref() != Some(&name) {
                fields.said.insert(column.name.clone(), name);
            }
        }
        fields
    }
}

/// The variants of an enum whose Rust name has to be said, by value.
pub(super) fn variants(values: &[String]) -> BTreeMap<&str, String> {
    let mut taken = BTreeSet::new();
    let mut said = BTreeMap::new();
    for value in values {
        let derived = RustKind::Variant.name(if value.is_empty() { EMPTY } else { value });
        let first = derived.clone().unwrap_or_else(|| "Value".to_owned());
        let name = free(numbered(&first), |name| taken.insert(name.to_owned()));
        if derived.as_ref() != Some(&name) {
            said.insert(value.as_str(), name);
        }
    }
    said
}
