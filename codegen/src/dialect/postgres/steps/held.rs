//! Which names things hold, and until when.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::{Catalog, ObjectName, Table};
use crate::diff::{Change, TableChange};

/// A name that can be held by one thing only.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Name {
    /// Among the tables and indexes of a namespace.
    Relation(Option<String>, String),
    /// Among the types of a namespace; a table is one too.
    Type(Option<String>, String),
    /// Among the columns of a table, which goes by its next name.
    Column(ObjectName, String),
    /// Among the constraints of a table, likewise.
    Constraint(ObjectName, String),
}

/// What is renamed. Tables go by their next names where they are not it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Renamed<'a> {
    Type(&'a ObjectName),
    Table(&'a ObjectName),
    Column(&'a ObjectName, &'a str),
    /// `true`: an index belongs to it and bears its name.
    Constraint(&'a ObjectName, &'a str, bool),
    Index(&'a ObjectName, &'a str),
}

/// A name in the namespace of a table.
pub(super) fn within(table: &ObjectName, name: &str) -> ObjectName {
    ObjectName::in_namespace(table.namespace.clone(), name)
}

pub(super) fn owns_index(table: &Table, constraint: &str) -> bool {
    table.primary_key.as_ref().is_some_and(|key| key.name == constraint)
        || table.uniques.iter().any(|unique| unique.name == constraint)
}

/// The names that `what` holds when it is called `name`.
pub(super) fn names(what: Renamed<'_>, name: &ObjectName) -> Vec<Name> {
    let relation = || Name::Relation(name.namespace.clone(), name.name.clone());
    let of_type = || Name::Type(name.namespace.clone(), name.name.clone());
    match what {
        Renamed::Type(_) => vec![of_type()],
        Renamed::Table(_) => vec![relation(), of_type()],
        Renamed::Column(table, _) => vec![Name::Column(table.clone(), name.name.clone())],
        Renamed::Constraint(table, _, indexed) => {
            let own = Name::Constraint(table.clone(), name.name.clone());
            if indexed { vec![own, relation()] } else { vec![own] }
        }
        Renamed::Index(..) => vec![relation()],
    }
}

/// The name of a table or index.
pub(super) fn relation(name: &ObjectName) -> Name {
    Name::Relation(name.namespace.clone(), name.name.clone())
}

/// The names of tables, indexes and types that a catalog holds.
pub(super) fn occupied(catalog: &Catalog) -> BTreeSet<Name> {
    let tables = catalog.tables.keys().flat_map(|table| {
        let own = names(Renamed::Table(table), table);
        let indexes = indexes(catalog, table, table);
        own.into_iter()
            .chain(indexes.map(|index| relation(&current_name(index))))
    });
    let enums = catalog.enums.values().filter(|object| object.native);
    let types = enums.flat_map(|object| names(Renamed::Type(&object.name), &object.name));
    tables.chain(types).collect()
}

/// The indexes of a table and of its constraints, as those of one that is called `table`.
pub(super) fn indexes<'a>(
    catalog: &'a Catalog,
    name: &'a ObjectName,
    table: &'a ObjectName,
) -> impl Iterator<Item = Renamed<'a>> {
    let found = catalog.tables.get(name).into_iter();
    found.flat_map(move |found| {
        let key = found.primary_key.iter().map(|key| &key.name);
        let constraints = key.chain(found.uniques.iter().map(|unique| &unique.name));
        let constraints = constraints.map(|name| Renamed::Constraint(table, name, true));
        let plain = found.indexes.iter().map(|index| Renamed::Index(table, &index.name));
        constraints.chain(plain)
    })
}

pub(super) fn current_name(what: Renamed<'_>) -> ObjectName {
    match what {
        Renamed::Type(name) | Renamed::Table(name) => name.clone(),
        Renamed::Column(table, name) | Renamed::Constraint(table, name, _) | Renamed::Index(table, name) => {
            within(table, name)
        }
    }
}

/// What is dropped, by the names it holds until then.
pub(super) fn dropped(changes: &[Change]) -> BTreeMap<Name, Renamed<'_>> {
    let mut dropped = Vec::new();
    for change in changes {
        match change {
            Change::DropTable { object } => {
                dropped.push(Renamed::Table(&object.name));
                dropped.extend(
                    object
                        .indexes
                        .iter()
                        .map(|index| Renamed::Index(&object.name, &index.name)),
                );
                let keys = object.primary_key.iter().map(|key| &key.name);
                let keys = keys.chain(object.uniques.iter().map(|unique| &unique.name));
                dropped.extend(keys.map(|name| Renamed::Constraint(&object.name, name, true)));
            }
            Change::DropEnum { object } if object.native => dropped.push(Renamed::Type(&object.name)),
            Change::AlterTable { table, changes } => {
                dropped.extend(changes.iter().filter_map(|change| dropped_of(table, change)));
            }
            _ => {}
        }
    }
    dropped
        .into_iter()
        .flat_map(|what| {
            names(what, &current_name(what))
                .into_iter()
                .map(move |name| (name, what))
        })
        .collect()
}

fn dropped_of<'a>(table: &'a ObjectName, change: &'a TableChange) -> Option<Renamed<'a>> {
    let constraint = |name, indexed| Renamed::Constraint(table, name, indexed);
    match change {
        TableChange::DropColumn { column } => Some(Renamed::Column(table, &column.name)),
        TableChange::PrimaryKey { key } => key.previous.as_ref().map(|key| constraint(&key.name, true)),
        TableChange::Unique { unique } => unique.previous.as_ref().map(|unique| constraint(&unique.name, true)),
        TableChange::Check { check } => check.previous.as_ref().map(|check| constraint(&check.name, false)),
        TableChange::ForeignKey { foreign_key } => {
            let previous = foreign_key.previous.as_ref();
            previous.map(|key| constraint(&key.name, false))
        }
        TableChange::Index { index } => {
            let previous = index.previous.as_ref();
            previous.map(|index| Renamed::Index(table, &index.name))
        }
        _ => None,
    }
}
