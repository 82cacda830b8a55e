//! Where the things of a catalog come from, through all renames: so that two histories know what they have in common.

use std::collections::BTreeMap;

use super::rename::Renames;
use super::{ApplyError, Change, TableChange, apply};
use crate::catalog::{Catalog, ObjectName, RenameHint};
use crate::dialect::DialectName;

/// Which migration made a thing, and under which name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Origin {
    migration: String,
    name: String,
}

/// A catalog that lists of changes made from nothing, with the origin of its tables, columns and enums.
#[derive(Debug, Clone)]
pub struct Lineage {
    pub(super) catalog: Catalog,
    pub(super) tables: BTreeMap<ObjectName, Origin>,
    pub(super) columns: BTreeMap<(ObjectName, String), Origin>,
    pub(super) enums: BTreeMap<ObjectName, Origin>,
}

impl Lineage {
    /// Nothing yet.
    pub fn new(dialect: DialectName) -> Self {
        Self {
            catalog: Catalog::empty(dialect),
            tables: BTreeMap::new(),
            columns: BTreeMap::new(),
            enums: BTreeMap::new(),
        }
    }

    /// What the changes made so far.
    pub fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// Makes the changes of a migration. What it makes is of its origin; a migration that was made again on top of others
    /// goes by the name that it had before, so that what it makes is still the same.
    ///
    /// # Errors
    /// The changes do not fit.
    pub fn apply(&mut self, migration: &str, changes: &[Change]) -> Result<(), ApplyError> {
        apply(&mut self.catalog, changes)?;
        let mut renames = Renames::default();
        for change in changes {
            renames.take(change);
        }
        self.rename(&renames);
        for change in changes {
            self.forget(change);
        }
        let origin = |name: String| Origin {
            migration: migration.to_owned(),
            name,
        };
        for (name, table) in &self.catalog.tables {
            self.tables
                .entry(name.clone())
                .or_insert_with(|| origin(name.to_string()));
            for column in &table.columns {
                let key = (name.clone(), column.name.clone());
                let made = || origin(format!("{name}.{}", column.name));
                self.columns.entry(key).or_insert_with(made);
            }
        }
        for name in self.catalog.enums.keys() {
            self.enums
                .entry(name.clone())
                .or_insert_with(|| origin(name.to_string()));
        }
        Ok(())
    }

    /// What has another name in a later state, as one would say it of this one.
    pub fn renames_to(&self, later: &Self) -> Vec<RenameHint> {
        fn by_origin<N>(names: &BTreeMap<N, Origin>) -> BTreeMap<&Origin, &N> {
            names.iter().map(|(name, origin)| (origin, name)).collect()
        }
        let (tables, enums, columns) = (
            by_origin(&later.tables),
            by_origin(&later.enums),
            by_origin(&later.columns),
        );
        let mut hints = Vec::new();
        for (name, origin) in &self.tables {
            if let Some(to) = tables.get(origin).filter(|to| **to != name) {
                let key = self.catalog.tables.get(name).and_then(|table| table.key.clone());
                hints.push(RenameHint::Table {
                    from: key.unwrap_or_else(|| name.name.clone()),
                    to: (*to).clone(),
                });
            }
        }
        for (name, origin) in &self.enums {
            if let Some(to) = enums.get(origin).filter(|to| **to != name) {
                let key = self.catalog.enums.get(name).and_then(|object| object.key.clone());
                hints.push(RenameHint::Enum {
                    from: key.unwrap_or_else(|| name.name.clone()),
                    to: (*to).clone(),
                });
            }
        }
        for ((table, name), origin) in &self.columns {
            if let Some((to_table, to)) = columns.get(origin).filter(|(_, to)| to != name) {
                let column = self.catalog.tables.get(table).and_then(|table| table.column(name));
                let key = column.and_then(|column| column.key.clone());
                hints.push(RenameHint::Column {
                    table: to_table.clone(),
                    from: key.unwrap_or_else(|| name.clone()),
                    to: to.clone(),
                });
            }
        }
        hints
    }

    fn rename(&mut self, renames: &Renames) {
        let tables = std::mem::take(&mut self.tables).into_iter();
        self.tables = tables
            .map(|(name, origin)| (renames.table(&name).clone(), origin))
            .collect();
        let enums = std::mem::take(&mut self.enums).into_iter();
        self.enums = enums
            .map(|(name, origin)| (renames.enumeration(&name).clone(), origin))
            .collect();
        let columns = std::mem::take(&mut self.columns).into_iter();
        self.columns = columns
            .map(|((table, column), origin)| {
                let table = renames.table(&table).clone();
                let column = renames.column(&table, &column).to_owned();
                ((table, column), origin)
            })
            .collect();
    }

    /// What goes, even when something of the same name comes with the same list.
    fn forget(&mut self, change: &Change) {
        match change {
            Change::DropTable { object } => {
                self.tables.remove(&object.name);
                self.columns.retain(|(table, _), _| *table != object.name);
            }
            Change::DropEnum { object } => {
                self.enums.remove(&object.name);
            }
            Change::AlterTable { table, changes } => {
                for change in changes {
                    if let TableChange::DropColumn { column } = change {
                        self.columns.remove(&(table.clone(), column.name.clone()));
                    }
                }
            }
            _ => {}
        }
    }
}
