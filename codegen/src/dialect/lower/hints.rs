//! Renames, replacements, backfills and casts, by physical names.

use std::collections::BTreeMap;

use crate::catalog::{Hints, ObjectName, RenameHint};
use crate::dialect::PerDialect;
use crate::dialect::lower::{Lowering, enum_name};
use crate::schema::{Column, EnumId, Table, TableId};

impl Lowering<'_> {
    /// All hints, in the order of the schema.
    pub(super) fn hints(&self) -> Hints {
        let mut hints = Hints::default();
        for index in 0..self.schema.enums.len() {
            self.enum_hints(EnumId(index), &mut hints);
        }
        for (index, table) in self.schema.tables.iter().enumerate() {
            if self.is_here(table.only) {
                self.table_hints(TableId(index), table, &mut hints);
            }
        }
        hints
    }

    fn enum_hints(&self, id: EnumId, hints: &mut Hints) {
        let enumeration = self.schema.enumeration(id);
        let name = enum_name(self.schema, self.dialect, id);
        if let Some(from) = &enumeration.renamed_from {
            let (from, to) = (from.clone(), name.clone());
            hints.renamed.push(RenameHint::Enum { from, to });
        }
        for value in &enumeration.values {
            if let Some(from) = &value.renamed_from {
                hints.renamed.push(RenameHint::EnumValue {
                    enumeration: name.clone(),
                    from: from.clone(),
                    to: value.value.clone(),
                });
            }
        }
        if !enumeration.replaced.is_empty() {
            hints.replaced.insert(name, enumeration.replaced.clone());
        }
    }

    fn table_hints(&self, id: TableId, table: &Table, hints: &mut Hints) {
        let name = self.table_name(table);
        if let Some(from) = &table.renamed_from {
            let (from, to) = (from.clone(), name.clone());
            hints.renamed.push(RenameHint::Table { from, to });
        }
        let own = table.columns.iter().skip(table.inherited);
        for column in own.filter(|column| self.is_here(column.only)) {
            if let Some(from) = &column.renamed_from {
                hints.renamed.push(RenameHint::Column {
                    table: name.clone(),
                    from: from.clone(),
                    to: column.name.clone(),
                });
            }
            self.take_sql(&name, column, column.backfill.as_ref(), &mut hints.backfill);
            self.take_sql(&name, column, column.using.as_ref(), &mut hints.using);
            self.take_sql(&name, column, column.using_back.as_ref(), &mut hints.using_back);
        }
        let names = self.names.table(id);
        let uniques = table.uniques.iter().zip(&names.uniques);
        let uniques = uniques.map(|(unique, name)| (unique.only, &unique.renamed_from, name));
        let checks = table.checks.iter().zip(&names.checks);
        let checks = checks.map(|(check, name)| (check.only, &check.renamed_from, name));
        let foreign_keys = table.foreign_keys.iter().zip(&names.foreign_keys);
        let foreign_keys = foreign_keys.map(|(key, name)| (key.only, &key.renamed_from, name));
        for (only, from, to) in uniques.chain(checks).chain(foreign_keys) {
            if let Some(from) = from.as_ref().filter(|_| self.is_here(only)) {
                hints.renamed.push(RenameHint::Constraint {
                    table: name.clone(),
                    from: from.clone(),
                    to: to.clone(),
                });
            }
        }
        for (index, to) in table.indexes.iter().zip(&names.indexes) {
            if let Some(from) = index.renamed_from.as_ref().filter(|_| self.is_here(index.only)) {
                hints.renamed.push(RenameHint::Index {
                    table: name.clone(),
                    from: from.clone(),
                    to: to.clone(),
                });
            }
        }
    }

    /// Takes in SQL that may be said for one database only: the other then needs none.
    fn take_sql(
        &self,
        table: &ObjectName,
        column: &Column,
        sql: Option<&PerDialect<String>>,
        into: &mut BTreeMap<(ObjectName, String), String>,
    ) {
        if let Some(sql) = sql.and_then(|sql| sql.get(self.dialect.name())) {
            into.insert((table.clone(), column.name.clone()), sql.clone());
        }
    }
}
