//! Row-level security, as a table's scope tells it.

use std::collections::BTreeSet;

use crate::catalog::{Catalog, Column, Dependency, ObjectName};
use crate::dialect::lower::Lowering;
use crate::schema::{Scope, Table};

/// Rows that each belong to somebody, and how to tell to whom.
#[derive(Debug, Clone)]
pub struct OwnedRows<'a> {
    /// The table that has them.
    pub table: &'a ObjectName,
    /// The way to the table that says it; none where it is this one.
    pub path: Vec<OwnerStep<'a>>,
    /// The column that holds the owner's key.
    pub owner: &'a Column,
}

/// A step along a foreign key.
#[derive(Debug, Clone)]
pub struct OwnerStep<'a> {
    /// The columns that point, of the table reached so far.
    pub columns: Vec<&'a str>,
    /// The table pointed at.
    pub table: &'a ObjectName,
    /// The columns there.
    pub referenced: Vec<&'a str>,
}

impl OwnedRows<'_> {
    /// What must be there to tell whose a row is.
    pub fn dependencies(&self) -> BTreeSet<Dependency> {
        let mut needed = BTreeSet::new();
        let mut at = self.table;
        let mut need = |table: &ObjectName, column: &str| {
            needed.insert(Dependency::Table(table.clone()));
            needed.insert(Dependency::Column(table.clone(), column.to_owned()));
        };
        for step in &self.path {
            step.columns.iter().for_each(|column| need(at, column));
            step.referenced.iter().for_each(|column| need(step.table, column));
            at = step.table;
        }
        need(at, &self.owner.name);
        needed
    }
}

impl Lowering<'_> {
    /// What keeps rows to their scopes.
    pub(super) fn row_security(&self, catalog: &mut Catalog) {
        if !self.capabilities.row_security {
            return;
        }
        let mut objects = Vec::new();
        for (table, scoped, scope) in self.secured() {
            if let Some(rows) = self.owned_rows(catalog, table, scoped, scope) {
                objects.extend(self.dialect.row_security(&rows));
            }
        }
        let objects = objects.into_iter().map(|object| (object.id.clone(), object));
        catalog.objects.extend(objects);
    }

    /// The tables whose rows are secured, each with the one that has the scope: a partition, which can be read by itself,
    /// has that of the table whose rows it holds.
    fn secured(&self) -> impl Iterator<Item = (&Table, &Table, &Scope)> {
        let tables = self.schema.tables.iter().filter(|table| self.is_here(table.only));
        tables.filter_map(|table| {
            let mut scoped = table;
            while let Some(of) = &scoped.partition_of {
                scoped = self.schema.table(of.parent);
            }
            let scope = scoped.scope.as_ref().filter(|scope| scope.row_security)?;
            Some((table, scoped, scope))
        })
    }

    /// `None` where a part of it is not in this database, which has been said of the schema.
    fn owned_rows<'c>(
        &self,
        catalog: &'c Catalog,
        table: &Table,
        scoped: &Table,
        scope: &Scope,
    ) -> Option<OwnedRows<'c>> {
        let physical = |table: &Table| catalog.tables.get(&self.table_name(table));
        let named = |table: &Table, id| {
            let name = &table.column(id).name;
            let columns = catalog.all_columns(physical(table)?);
            columns.into_iter().find(|column| column.name == *name)
        };
        let mut at = scoped;
        let mut path = Vec::with_capacity(scope.path.len());
        for key in &scope.path {
            let key = &at.foreign_keys[*key];
            let target = self.schema.table(key.references);
            let columns = key.columns.iter().map(|id| Some(named(at, *id)?.name.as_str()));
            let referenced = key.referenced_columns.iter();
            let referenced = referenced.map(|id| Some(named(target, *id)?.name.as_str()));
            path.push(OwnerStep {
                columns: columns.collect::<Option<_>>()?,
                table: &physical(target)?.name,
                referenced: referenced.collect::<Option<_>>()?,
            });
            at = target;
        }
        Some(OwnedRows {
            table: &physical(table)?.name,
            path,
            owner: named(at, scope.column)?,
        })
    }
}
