//! Laying mixins into tables: a table's own parts first, then those of its mixins in order, each mixin once.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Diagnostics, schema as say};
use crate::document::{self, Document, Parts};
use crate::schema::ColumnId;
use crate::schema::context::ids;
use crate::source::Spanned;

/// A table with the parts of its mixins laid in.
pub(super) struct Flat<'d> {
    pub(super) table: &'d document::Table,
    pub(super) columns: Vec<&'d document::Column>,
    pub(super) uniques: Vec<&'d document::Unique>,
    pub(super) checks: Vec<&'d document::Check>,
    pub(super) indexes: Vec<&'d document::Index>,
    /// The columns of the primary key; those that do not exist are left out.
    pub(super) primary_key: Vec<ColumnId>,
    /// How many columns it has of other tables; they come first. What else those say of a column (that it is unique, that
    /// it references a table) is theirs.
    pub(super) inherited: usize,
    by_key: BTreeMap<&'d str, ColumnId>,
}

impl<'d> Flat<'d> {
    pub(super) fn key(&self) -> &'d str {
        &self.table.key.value
    }

    /// The column of this key.
    pub(super) fn column_id(&self, key: &str) -> Option<ColumnId> {
        self.by_key.get(key).copied()
    }

    /// The columns that are its own.
    pub(super) fn own_columns(&self) -> impl Iterator<Item = (ColumnId, &'d document::Column)> {
        let columns = self.columns.iter().enumerate().skip(self.inherited);
        columns.map(|(index, column)| (ColumnId(index), *column))
    }

    /// Puts the columns of other tables before its own; of two with one key its own stays.
    fn inherit(&mut self, columns: Vec<&'d document::Column>) {
        let own = std::mem::take(&mut self.columns);
        let mut seen: BTreeSet<&str> = self.by_key.keys().copied().collect();
        let inherited = columns.into_iter().filter(|column| seen.insert(&column.key.value));
        self.columns = inherited.collect();
        self.inherited = self.columns.len();
        self.columns.extend(own);
        let keys = self.columns.iter().map(|column| column.key.value.as_str());
        self.by_key = keys.zip((0..).map(ColumnId)).collect();
        self.find_primary_key();
    }

    fn add(&mut self, parts: &'d Parts, diagnostics: &mut Diagnostics) {
        for column in &parts.columns {
            let id = ColumnId(self.columns.len());
            if let Some(first) = self.by_key.get(column.key.value.as_str()) {
                diagnostics.push(say::column_twice(
                    &column.key.value,
                    self.key(),
                    column.key.span,
                    self.columns[first.0].key.span,
                ));
            } else {
                self.by_key.insert(&column.key.value, id);
                self.columns.push(column);
            }
        }
        self.uniques.extend(&parts.uniques);
        self.checks.extend(&parts.checks);
        self.indexes.extend(&parts.indexes);
    }

    fn find_primary_key(&mut self) {
        self.primary_key = match &self.table.primary_key {
            Some(key) => key
                .columns
                .iter()
                .filter_map(|column| self.column_id(&column.value))
                .collect(),
            None => (self.own_columns())
                .filter(|(_, column)| column.primary_key.is_some())
                .map(|(id, _)| id)
                .collect(),
        };
    }
}

/// Every table of the document with its mixins, and after them every view that has a model.
pub(super) fn flatten<'d>(document: &'d Document, diagnostics: &mut Diagnostics) -> Vec<Flat<'d>> {
    let mixins = Mixins {
        document,
        known: ids(
            "mixin",
            document.mixins.iter().map(|mixin| &mixin.key),
            |id| id,
            diagnostics,
        ),
    };
    let mut told = BTreeSet::new();
    for mixin in &document.mixins {
        mixins.check(mixin, &mut told, diagnostics);
    }
    let mut tables = Vec::with_capacity(document.tables.len() + document.views.len());
    for table in document.tables.iter().chain(&document.views) {
        let mut flat = Flat {
            table,
            columns: Vec::with_capacity(table.parts.columns.len()),
            uniques: Vec::new(),
            checks: Vec::new(),
            indexes: Vec::new(),
            primary_key: Vec::new(),
            inherited: 0,
            by_key: BTreeMap::new(),
        };
        flat.add(&table.parts, diagnostics);
        for name in &table.parts.mixins {
            mixins.find(name, diagnostics);
        }
        mixins.lay(&table.parts.mixins, &mut BTreeSet::new(), &mut flat, diagnostics);
        flat.find_primary_key();
        tables.push(flat);
    }
    inherit(&mut tables);
    tables
}

/// Gives partitions and children of inheritance the columns of their parents.
fn inherit(tables: &mut [Flat<'_>]) {
    let places: BTreeMap<&str, usize> = tables.iter().map(Flat::key).zip(0..).collect();
    let parents: Vec<Vec<usize>> = (tables.iter())
        .map(|flat| {
            let names = flat.table.partition_of.iter().map(|of| &of.parent);
            let names = names.chain(&flat.table.inherits);
            names
                .filter_map(|name| places.get(name.value.as_str()).copied())
                .collect()
        })
        .collect();
    for place in 0..tables.len() {
        if parents[place].is_empty() {
            continue;
        }
        // Every ancestor once, the farthest first; a circle, which is told elsewhere, ends there.
        let (mut order, mut next) = (parents[place].clone(), 0);
        while let Some(parent) = order.get(next).copied() {
            let above = parents[parent]
                .iter()
                .filter(|above| **above != place && !order.contains(above));
            let above: Vec<usize> = above.copied().collect();
            order.extend(above);
            next += 1;
        }
        let columns: Vec<_> = (order.iter().rev())
            .flat_map(|parent| tables[*parent].own_columns().map(|(_, column)| column))
            .collect();
        tables[place].inherit(columns);
    }
}

struct Mixins<'d> {
    document: &'d Document,
    known: BTreeMap<&'d str, usize>,
}

impl<'d> Mixins<'d> {
    fn find(&self, name: &Spanned<String>, diagnostics: &mut Diagnostics) -> Option<usize> {
        let found = self.known.get(name.value.as_str()).copied();
        if found.is_none() {
            diagnostics.push(say::unknown_mixin(&name.value, name.span, self.known.keys().copied()));
        }
        found
    }

    /// Whether the mixins that a mixin names exist and do not lead back to it. `told` are those of cycles told before.
    fn check(&self, mixin: &'d document::Mixin, told: &mut BTreeSet<&'d str>, diagnostics: &mut Diagnostics) {
        let mut seen = BTreeSet::new();
        let mut waiting: Vec<&'d Spanned<String>> = Vec::new();
        for name in &mixin.parts.mixins {
            self.find(name, diagnostics);
            waiting.push(name);
        }
        while let Some(name) = waiting.pop() {
            if name.value == mixin.key.value {
                if told.contains(mixin.key.value.as_str()) {
                    return;
                }
                told.extend(seen);
                diagnostics.push(say::mixin_cycle(&mixin.key.value, name.span, mixin.key.span));
                return;
            }
            if let (true, Some(index)) = (seen.insert(name.value.as_str()), self.known.get(name.value.as_str())) {
                waiting.extend(&self.document.mixins[*index].parts.mixins);
            }
        }
    }

    /// Lays mixins in, depth first; one that is there already is not laid in again, which also ends cycles.
    fn lay(
        &self,
        names: &'d [Spanned<String>],
        seen: &mut BTreeSet<usize>,
        flat: &mut Flat<'d>,
        diagnostics: &mut Diagnostics,
    ) {
        let mut waiting: Vec<&'d Spanned<String>> = names.iter().rev().collect();
        while let Some(name) = waiting.pop() {
            let Some(index) = self.known.get(name.value.as_str()) else {
                continue;
            };
            if seen.insert(*index) {
                let parts = &self.document.mixins[*index].parts;
                flat.add(parts, diagnostics);
                waiting.extend(parts.mixins.iter().rev());
            }
        }
    }
}
