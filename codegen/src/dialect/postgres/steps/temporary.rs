//! Names for as long as a migration runs.

use std::collections::BTreeSet;

use crate::catalog::{Catalog, ObjectName, Pair, Table};

/// The longest name that PostgreSQL takes, in bytes.
const LONGEST: usize = 63;

/// Gives names that nothing has, neither before nor after.
#[derive(Debug)]
pub(super) struct TemporaryNames {
    taken: BTreeSet<String>,
}

impl TemporaryNames {
    pub(super) fn of(pair: Pair<&Catalog>) -> Self {
        let catalogs = [pair.previous, pair.next].into_iter();
        // A name without it is none that is made here.
        let taken = catalogs.flat_map(names).filter(|name| name.contains("__"));
        Self {
            taken: taken.map(str::to_owned).collect(),
        }
    }

    /// A name that tells what it stands for, in the same namespace: its beginning, `suffix`, and a number where that is
    /// not enough.
    pub(super) fn name(&mut self, name: &ObjectName, suffix: &str) -> ObjectName {
        let mut candidate = suffixed(&name.name, suffix);
        let mut number = 2;
        while !self.taken.insert(candidate.clone()) {
            candidate = suffixed(&name.name, &format!("{suffix}_{number}"));
            number += 1;
        }
        ObjectName::in_namespace(name.namespace.clone(), candidate)
    }
}

fn suffixed(name: &str, suffix: &str) -> String {
    let mut end = name.len().min(LONGEST - suffix.len());
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}{suffix}", &name[..end])
}

/// Everything that a temporary name could meet; which namespace or table it is in is not looked at.
fn names(catalog: &Catalog) -> impl Iterator<Item = &str> {
    let enums = catalog.enums.keys().map(|name| name.name.as_str());
    enums.chain(catalog.tables.values().flat_map(within))
}

fn within(table: &Table) -> impl Iterator<Item = &str> {
    let names = std::iter::once(&table.name.name)
        .chain(table.columns.iter().map(|column| &column.name))
        .chain(table.primary_key.iter().map(|key| &key.name))
        .chain(table.uniques.iter().map(|unique| &unique.name))
        .chain(table.checks.iter().map(|check| &check.name))
        .chain(table.foreign_keys.iter().map(|key| &key.name))
        .chain(table.indexes.iter().map(|index| &index.name));
    names.map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Enum;
    use crate::dialect::DialectName;

    #[test]
    fn what_is_there_is_left_alone() {
        let mut catalog = Catalog::empty(DialectName::Postgres);
        let name = ObjectName::new("state__old");
        let object = Enum {
            name: name.clone(),
            values: vec!["a".to_owned()],
            key: None,
            native: true,
            comment: None,
        };
        catalog.enums.insert(name, object);
        let pair = Pair {
            previous: &catalog,
            next: &catalog,
        };
        let mut names = TemporaryNames::of(pair);
        let mut given = |name: &str| names.name(&ObjectName::new(name), "__old").name;
        assert_eq!(given("state"), "state__old_2");
        assert_eq!(given("state"), "state__old_3");
        assert_eq!(given("mood"), "mood__old");
        assert_eq!(given(&"é".repeat(40)), format!("{}__old", "é".repeat(29)));
    }
}
