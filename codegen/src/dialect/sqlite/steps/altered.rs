//! A table that stays and differs, with all that changes about it.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::{Catalog, Column, Expression, Generated, Index, ObjectName, Pair, Table};
use crate::dialect::sqlite::steps::column::declared_type;
use crate::dialect::sqlite::steps::{Rename, fold};
use crate::diff::{EnumChange, TableChange, is_lossless};

/// A table that stays and differs.
#[derive(Debug)]
pub(in crate::dialect::sqlite) struct Altered<'a> {
    pub(in crate::dialect::sqlite) table: Pair<&'a Table>,
    pub(super) changes: Vec<&'a TableChange>,
    /// Columns that get another name, among them some that then go.
    pub(in crate::dialect::sqlite) renamed_columns: Vec<Rename>,
    /// Names of constraints: after → before.
    pub(super) renamed_constraints: BTreeMap<&'a str, &'a str>,
    /// Index names: after → before.
    renamed_indexes: BTreeMap<&'a str, &'a str>,
    /// Columns whose enum changes, by their names after.
    pub(super) enums: BTreeMap<&'a str, &'a EnumChange>,
    /// Columns that go: their names after all renames → before.
    pub(super) dropped_columns: BTreeMap<&'a str, &'a str>,
    /// Columns that stay, by their names after → as they were.
    kept_columns: BTreeMap<&'a str, &'a Column>,
    /// Columns that come or go, and whose values are in what they stand beside.
    kept_in_step: BTreeSet<&'a str>,
}

impl<'a> Altered<'a> {
    pub(in crate::dialect::sqlite) fn new(table: Pair<&'a Table>) -> Self {
        Self {
            table,
            changes: Vec::new(),
            renamed_columns: Vec::new(),
            renamed_constraints: BTreeMap::new(),
            renamed_indexes: BTreeMap::new(),
            enums: BTreeMap::new(),
            dropped_columns: BTreeMap::new(),
            kept_columns: BTreeMap::new(),
            kept_in_step: BTreeSet::new(),
        }
    }

    pub(in crate::dialect::sqlite) fn change(&mut self, changes: &'a [TableChange]) {
        self.changes.extend(changes);
    }

    pub(in crate::dialect::sqlite) fn rename_column(&mut self, from: &str, to: &str) {
        self.renamed_columns.push(Rename {
            from: from.to_owned(),
            to: to.to_owned(),
        });
    }

    pub(in crate::dialect::sqlite) fn rename_constraint(&mut self, from: &'a str, to: &'a str) {
        self.renamed_constraints.insert(to, from);
    }

    pub(in crate::dialect::sqlite) fn rename_index(&mut self, from: &'a str, to: &'a str) {
        self.renamed_indexes.insert(to, from);
    }

    /// Works out which columns stay and go in `catalogs`, once all changes are in. `enums` are those that change, by their names
    /// after; `enum_names` their names before.
    pub(in crate::dialect::sqlite) fn resolve(
        &mut self,
        catalogs: Pair<&'a Catalog>,
        enums: &BTreeMap<&'a ObjectName, &'a EnumChange>,
        enum_names: &BTreeMap<&'a ObjectName, &'a ObjectName>,
    ) {
        let dropped: BTreeSet<_> = self
            .changes
            .iter()
            .filter_map(|change| dropped_column(change))
            .collect();
        let new_names: BTreeMap<_, _> = self
            .renamed_columns
            .iter()
            .map(|rename| (rename.from.as_str(), rename.to.as_str()))
            .collect();
        let next_columns = self.table.next.columns.iter();
        let next_columns: BTreeMap<_, _> = next_columns.map(|next| (next.name.as_str(), next)).collect();
        for column in &self.table.previous.columns {
            let before = column.name.as_str();
            let after = new_names.get(before).copied().unwrap_or(before);
            if let Some(after) = dropped.get(after) {
                self.dropped_columns.insert(after, before);
            } else if let Some(next) = next_columns.get(after) {
                self.kept_columns.insert(&next.name, column);
            }
        }

        let Pair { previous, next } = catalogs;
        for change in &self.changes {
            let (from, to, column) = match change {
                TableChange::AddColumn { column, .. } => (next, previous, column),
                TableChange::DropColumn { column } => (previous, next, column),
                _ => continue,
            };
            let expansion = from.expansion_of(&self.table.next.name, &column.name);
            if expansion.is_some_and(|expansion| is_lossless(expansion, column, to)) {
                self.kept_in_step.insert(&column.name);
            }
        }

        for (name, previous) in &self.kept_columns {
            let next = next_columns[name].text_enum.as_ref();
            let Some(change) = next.and_then(|next| enums.get(next)) else {
                continue;
            };
            let before = next.and_then(|next| enum_names.get(next).copied()).or(next);
            if previous.text_enum.as_ref() == before {
                self.enums.insert(name, change);
            }
        }
    }

    /// Its name after.
    pub(in crate::dialect::sqlite) fn name(&self) -> &'a str {
        &self.table.next.name.name
    }

    /// The column as it was, by its name after.
    pub(super) fn previous_column(&self, name: &str) -> Option<&'a Column> {
        self.kept_columns.get(name).copied()
    }

    /// Whether the values of a column that comes or goes are in what it stands beside.
    pub(super) fn is_kept_in_step(&self, name: &str) -> bool {
        self.kept_in_step.contains(name)
    }

    /// The folded names of all its columns, before and after.
    pub(in crate::dialect::sqlite) fn names_of_columns(&self) -> BTreeSet<String> {
        let columns = self.table.previous.columns.iter().chain(&self.table.next.columns);
        columns.map(|column| fold(&column.name)).collect()
    }

    /// The indexes that go, by their names before; one that differs goes and comes back.
    pub(in crate::dialect::sqlite) fn dropped_indexes(&self) -> BTreeSet<&'a str> {
        let changed = self.changes.iter().filter_map(|change| match change {
            TableChange::Index { index } => index.previous.as_ref(),
            _ => None,
        });
        let changed = changed.map(|index| {
            let name = index.name.as_str();
            self.renamed_indexes.get(name).copied().unwrap_or(name)
        });
        changed.chain(self.renamed_indexes.values().copied()).collect()
    }

    /// The indexes that come.
    pub(in crate::dialect::sqlite) fn created_indexes(&self) -> Vec<&'a Index> {
        let changed = self.changes.iter().filter_map(|change| match change {
            TableChange::Index { index } => index.next.as_ref().map(|index| index.name.as_str()),
            _ => None,
        });
        let names: BTreeSet<_> = changed.chain(self.renamed_indexes.keys().copied()).collect();
        let indexes = self.table.next.indexes.iter();
        indexes.filter(|index| names.contains(index.name.as_str())).collect()
    }

    /// Whether SQL of the author's reads rows, which may be those of tables that change or go, too.
    pub(in crate::dialect::sqlite) fn reads_rows(&self) -> bool {
        self.changes.iter().any(|change| match change {
            TableChange::AddColumn { backfill, .. } => backfill.is_some(),
            TableChange::AlterColumn { backfill, using, .. } => backfill.is_some() || using.is_some(),
            _ => false,
        })
    }

    /// Whether its rows get other values of an enum.
    pub(in crate::dialect::sqlite) fn maps_values(&self) -> bool {
        self.enums.values().any(|change| mapped_values(change).next().is_some())
    }

    /// The columns that come, each with what fills the rows that are there.
    pub(super) fn added_columns(&self) -> impl Iterator<Item = (&'a Column, Option<&'a str>)> {
        self.changes.iter().filter_map(|change| match change {
            TableChange::AddColumn { column, backfill } => Some((column, backfill.as_deref())),
            _ => None,
        })
    }
}

fn dropped_column(change: &TableChange) -> Option<&str> {
    match change {
        TableChange::DropColumn { column } => Some(&column.name),
        _ => None,
    }
}

/// What of a column the database sees changing: it knows nothing of comments, keys and enums.
pub(super) fn physical_change(column: &Pair<Column>) -> Option<&'static str> {
    let Pair { previous, next } = column;
    if declared_type(previous) != declared_type(next) {
        return Some("gets another type");
    }
    match (previous.nullable, next.nullable) {
        (true, false) => return Some("becomes NOT NULL"),
        (false, true) => return Some("may be NULL"),
        _ => {}
    }
    if previous.generated.as_ref().map(rule) != next.generated.as_ref().map(rule) {
        return Some("is computed in another way");
    }
    match (previous.identity.is_some(), next.identity.is_some()) {
        (false, true) => return Some("gets AUTOINCREMENT"),
        (true, false) => return Some("loses AUTOINCREMENT"),
        _ => {}
    }
    if previous.default.as_ref().map(authored) != next.default.as_ref().map(authored) {
        return Some("gets another default");
    }
    (previous.collation != next.collation).then_some("gets another collation")
}

fn authored(expression: &Expression) -> &str {
    &expression.authored
}

fn rule(generated: &Generated) -> (&str, bool) {
    (authored(&generated.expression), generated.stored)
}

/// Values of an enum that its rows must change: before → after. One that goes is left to the check on the column, which
/// refuses it; where another has got its name, it becomes what the check refuses.
pub(super) fn mapped_values(change: &EnumChange) -> impl Iterator<Item = (&str, String)> {
    let values = change.object.previous.values.iter().map(String::as_str);
    values.filter_map(|value| match change.fate(value) {
        Some(fate) if fate == value => None,
        Some(fate) => Some((value, fate.to_owned())),
        None if change.object.next.values.iter().any(|next| next == value) => {
            Some((value, format!("{value}, which is gone")))
        }
        None => None,
    })
}

/// Values that no row may have, which is checked before all else: they go, and nothing takes their place.
pub(super) fn refused_values(change: &EnumChange) -> impl Iterator<Item = &str> {
    let values = change.object.previous.values.iter().map(String::as_str);
    values.filter(|value| change.fate(value).is_none())
}
