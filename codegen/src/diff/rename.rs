//! Names before → names after, as one simultaneous mapping, and catalogs seen through it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::Change;
use super::expression::{Rewriter, mentions_any};
use crate::catalog::{
    Catalog, Column, Enum, Expression, ForeignKey, Index, IndexKey, IndexPart, ObjectName, Table, TypeName,
};
use crate::dialect::DialectName;

/// Names in one scope.
pub(super) type Names = BTreeMap<String, String>;

/// Names of columns by table, which goes by its name after.
pub(super) type ColumnNames = BTreeMap<ObjectName, Names>;

/// All renames between two catalogs. They happen at once: swaps and cycles are nothing special. Everything in a table
/// is filed under the table's name after.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Renames {
    pub(super) tables: BTreeMap<ObjectName, ObjectName>,
    pub(super) enums: BTreeMap<ObjectName, ObjectName>,
    pub(super) columns: BTreeMap<ObjectName, Names>,
    pub(super) constraints: BTreeMap<ObjectName, Names>,
    pub(super) indexes: BTreeMap<ObjectName, Names>,
}

impl Renames {
    /// Takes one from a change; `false` when the change is no rename.
    pub(super) fn take(&mut self, change: &Change) -> bool {
        let mut within = |scope: fn(&mut Self) -> &mut BTreeMap<ObjectName, Names>, table: &ObjectName, from, to| {
            let names = scope(self).entry(table.clone()).or_default();
            names.insert(String::clone(from), String::clone(to));
        };
        match change {
            Change::RenameTable { from, to } => {
                self.tables.insert(from.clone(), to.clone());
            }
            Change::RenameEnum { from, to } => {
                self.enums.insert(from.clone(), to.clone());
            }
            Change::RenameColumn { table, from, to } => within(|renames| &mut renames.columns, table, from, to),
            Change::RenameConstraint { table, from, to } => within(|renames| &mut renames.constraints, table, from, to),
            Change::RenameIndex { table, from, to } => within(|renames| &mut renames.indexes, table, from, to),
            _ => return false,
        }
        true
    }

    /// As changes.
    pub(super) fn into_changes(self) -> impl Iterator<Item = Change> {
        fn within<C>(
            scopes: BTreeMap<ObjectName, Names>,
            change: impl Fn(ObjectName, String, String) -> C,
        ) -> impl Iterator<Item = C> {
            scopes.into_iter().flat_map(move |(table, names)| {
                let changes: Vec<C> = names
                    .into_iter()
                    .map(|(from, to)| change(table.clone(), from, to))
                    .collect();
                changes
            })
        }
        let tables = self
            .tables
            .into_iter()
            .map(|(from, to)| Change::RenameTable { from, to });
        let enums = self.enums.into_iter().map(|(from, to)| Change::RenameEnum { from, to });
        tables
            .chain(enums)
            .chain(within(self.columns, |table, from, to| Change::RenameColumn {
                table,
                from,
                to,
            }))
            .chain(within(self.constraints, |table, from, to| Change::RenameConstraint {
                table,
                from,
                to,
            }))
            .chain(within(self.indexes, |table, from, to| Change::RenameIndex {
                table,
                from,
                to,
            }))
    }

    /// The columns that are renamed, those among them that a table has of another.
    pub(super) fn columns_in<'a>(&'a self, catalog: &Catalog) -> Cow<'a, ColumnNames> {
        let mut all = Cow::Borrowed(&self.columns);
        if self.columns.is_empty() {
            return all;
        }
        for table in catalog.tables.values() {
            for above in catalog.ancestors(table) {
                if let Some(names) = self.columns.get(self.table(&above.name)) {
                    let own = all.to_mut().entry(self.table(&table.name).clone()).or_default();
                    for (from, to) in names {
                        own.entry(from.clone()).or_insert_with(|| to.clone());
                    }
                }
            }
        }
        all
    }

    /// The name after of a table.
    pub(super) fn table<'a>(&'a self, before: &'a ObjectName) -> &'a ObjectName {
        self.tables.get(before).unwrap_or(before)
    }

    /// The name after of an enum.
    pub(super) fn enumeration<'a>(&'a self, before: &'a ObjectName) -> &'a ObjectName {
        self.enums.get(before).unwrap_or(before)
    }

    /// The name after of a column of a table, by the table's name after.
    pub(super) fn column<'a>(&'a self, table: &ObjectName, before: &'a str) -> &'a str {
        let names = self.columns.get(table);
        names.and_then(|names| names.get(before)).map_or(before, String::as_str)
    }

    /// A catalog as renamed.
    pub(super) fn see(&self, catalog: &Catalog) -> Catalog {
        let seen = Renamed::new(catalog, self);
        let owned = |table: Cow<'_, Table>| (table.name.clone(), table.into_owned());
        Catalog {
            enums: (seen.enums.into_values())
                .map(|object| (object.name.clone(), object.into_owned()))
                .collect(),
            tables: seen.tables.into_values().map(owned).collect(),
            ..catalog.clone()
        }
    }

    /// An enum as renamed.
    pub(super) fn apply_to_enum<'a>(&self, object: &'a Enum) -> Cow<'a, Enum> {
        match self.enums.get(&object.name) {
            None => Cow::Borrowed(object),
            Some(after) => Cow::Owned(Enum {
                name: after.clone(),
                ..object.clone()
            }),
        }
    }

    /// A table as renamed, with everything in it that refers to a renamed thing.
    pub(super) fn apply_to_table<'a>(
        &self,
        table: &'a Table,
        columns: &ColumnNames,
        dialect: DialectName,
    ) -> Cow<'a, Table> {
        if self.concerns(table, columns) {
            Cow::Owned(self.renamed(table.clone(), columns, dialect))
        } else {
            Cow::Borrowed(table)
        }
    }

    fn concerns(&self, table: &Table, columns: &ColumnNames) -> bool {
        let after = self.table(&table.name);
        self.tables.contains_key(&table.name)
            || columns.contains_key(after)
            || table.parents().any(|parent| self.tables.contains_key(parent))
            || self.constraints.contains_key(after)
            || self.indexes.contains_key(after)
            || table.foreign_keys.iter().any(|foreign_key| {
                self.tables.contains_key(&foreign_key.references)
                    || columns.contains_key(self.table(&foreign_key.references))
            })
            || !self.enums.is_empty() && self.uses_renamed_enum(table)
    }

    fn uses_renamed_enum(&self, table: &Table) -> bool {
        table.columns.iter().any(|column| {
            column
                .text_enum
                .as_ref()
                .is_some_and(|name| self.enums.contains_key(name))
                || matches!(&column.r#type.r#type, TypeName::Enum(name) if self.enums.contains_key(name))
        }) || expressions(table).any(|expression| mentions_any(&expression.authored, self.enums.keys()))
    }

    fn renamed(&self, mut table: Table, all: &ColumnNames, dialect: DialectName) -> Table {
        let before = table.name.clone();
        let after = self.table(&before).clone();
        let nothing = Names::new();
        let columns = all.get(&after).unwrap_or(&nothing);
        let rewriter = Rewriter::new(dialect, &before, &after, columns, &self.enums);
        for column in &mut table.columns {
            self.rename_column(column, columns, &rewriter);
        }
        if let Some(key) = &mut table.primary_key {
            rename_all(&mut key.columns, columns);
        }
        for unique in &mut table.uniques {
            rename_all(&mut unique.columns, columns);
        }
        for check in &mut table.checks {
            rewriter.rewrite(&mut check.expression);
        }
        for foreign_key in &mut table.foreign_keys {
            rename_all(&mut foreign_key.columns, columns);
            self.rename_target(foreign_key, all);
        }
        for index in &mut table.indexes {
            rename_in_index(index, columns, &rewriter);
        }
        for parent in table
            .partition_of
            .iter_mut()
            .map(|of| &mut of.parent)
            .chain(&mut table.inherits)
        {
            *parent = self.table(parent).clone();
        }
        for part in table.partition_key.iter_mut().flat_map(|key| &mut key.parts) {
            rename_part(part, columns, &rewriter);
        }
        if let Some(names) = self.constraints.get(&after) {
            rename_constraints(&mut table, names);
        }
        if let Some(names) = self.indexes.get(&after) {
            rename_indexes(&mut table, names);
        }
        table.name = after;
        table
    }

    fn rename_column(&self, column: &mut Column, columns: &Names, rewriter: &Rewriter<'_>) {
        rename(&mut column.name, columns);
        if let TypeName::Enum(name) = &mut column.r#type.r#type {
            *name = self.enumeration(name).clone();
        }
        if let Some(name) = &mut column.text_enum {
            *name = self.enumeration(name).clone();
        }
        let generated = column.generated.as_mut().map(|generated| &mut generated.expression);
        for expression in column.default.iter_mut().chain(generated) {
            rewriter.rewrite(expression);
        }
    }

    fn rename_target(&self, foreign_key: &mut ForeignKey, all: &ColumnNames) {
        foreign_key.references = self.table(&foreign_key.references).clone();
        if let Some(columns) = all.get(&foreign_key.references) {
            rename_all(&mut foreign_key.referenced_columns, columns);
        }
    }
}

/// Gives the constraints of a table, whose columns are renamed already, other names.
pub(super) fn rename_constraints(table: &mut Table, names: &Names) {
    if let Some(key) = &mut table.primary_key {
        rename(&mut key.name, names);
    }
    for unique in &mut table.uniques {
        rename(&mut unique.name, names);
    }
    for check in &mut table.checks {
        rename(&mut check.name, names);
    }
    for foreign_key in &mut table.foreign_keys {
        rename(&mut foreign_key.name, names);
    }
    table.uniques.sort_by(|a, b| a.name.cmp(&b.name));
    table.checks.sort_by(|a, b| a.name.cmp(&b.name));
    table.foreign_keys.sort_by(|a, b| a.name.cmp(&b.name));
}

/// Gives the indexes of a table other names.
pub(super) fn rename_indexes(table: &mut Table, names: &Names) {
    for index in &mut table.indexes {
        rename(&mut index.name, names);
    }
    table.indexes.sort_by(|a, b| a.name.cmp(&b.name));
}

fn rename(name: &mut String, names: &Names) {
    if let Some(after) = names.get(name) {
        name.clone_from(after);
    }
}

fn rename_all(names: &mut [String], renames: &Names) {
    for name in names {
        rename(name, renames);
    }
}

fn rename_part(part: &mut IndexPart, columns: &Names, rewriter: &Rewriter<'_>) {
    match &mut part.key {
        IndexKey::Column(name) => rename(name, columns),
        IndexKey::Expression(expression) => rewriter.rewrite(expression),
    }
}

fn rename_in_index(index: &mut Index, columns: &Names, rewriter: &Rewriter<'_>) {
    for part in &mut index.parts {
        rename_part(part, columns, rewriter);
    }
    rename_all(&mut index.include, columns);
    if let Some(predicate) = &mut index.predicate {
        rewriter.rewrite(predicate);
    }
}

/// All SQL text in a table.
fn expressions(table: &Table) -> impl Iterator<Item = &Expression> {
    let columns = table.columns.iter().flat_map(|column| {
        let generated = column.generated.as_ref().map(|generated| &generated.expression);
        column.default.iter().chain(generated)
    });
    let indexes = table.indexes.iter().flat_map(|index| {
        let parts = index.parts.iter().filter_map(|part| match &part.key {
            IndexKey::Expression(expression) => Some(expression),
            IndexKey::Column(_) => None,
        });
        parts.chain(&index.predicate)
    });
    let dealt = table.partition_key.iter().flat_map(|key| &key.parts);
    let dealt = dealt.filter_map(|part| match &part.key {
        IndexKey::Expression(expression) => Some(expression),
        IndexKey::Column(_) => None,
    });
    columns
        .chain(dealt)
        .chain(table.checks.iter().map(|check| &check.expression))
        .chain(indexes)
}

/// A catalog seen through renames; what they do not concern is borrowed.
pub(super) struct Renamed<'a> {
    pub(super) enums: BTreeMap<&'a ObjectName, Cow<'a, Enum>>,
    pub(super) tables: BTreeMap<&'a ObjectName, Cow<'a, Table>>,
}

impl<'a> Renamed<'a> {
    pub(super) fn new(catalog: &'a Catalog, renames: &'a Renames) -> Self {
        let columns = renames.columns_in(catalog);
        Self {
            enums: catalog
                .enums
                .iter()
                .map(|(name, object)| (renames.enumeration(name), renames.apply_to_enum(object)))
                .collect(),
            tables: catalog
                .tables
                .iter()
                .map(|(name, table)| {
                    (
                        renames.table(name),
                        renames.apply_to_table(table, &columns, catalog.dialect),
                    )
                })
                .collect(),
        }
    }
}
