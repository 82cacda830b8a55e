//! What PostgreSQL refuses to alter under something else, and what that is.
//!
//! - A column of an enum that is made anew is converted, even where the author changed nothing about it.
//! - A generated column is in the way of every change to the type of a column it is computed from.
//! - A check, a predicate or an expression of an index, and a foreign key compare values of certain types; under a
//!   column that gets another type they no longer fit. (Where only the modifier changes the server mends them itself,
//!   and it always mends plain indexes, keys and uniques.)
//! - Dropping a column drops what is built on it, so that goes before and comes back after.
//! - A foreign key needs its key: one that points at a key that goes is taken down before and put up after.

use std::collections::{BTreeMap, BTreeSet};

use super::Planner;
use super::column::{ColumnWork, Retype};
use super::constraint::{Constraint, same_columns};
use super::enumeration::Mapping;
use super::index;
use super::sql_text::words;
use super::table::{Moved, TableWork};
use crate::catalog::{Column, ForeignKey, ObjectName, Table, TypeName};

impl<'a> Planner<'a> {
    /// Adds to the work on tables all that must give way to it.
    pub(super) fn rebuild(&mut self) {
        self.convert_columns_of_types();
        self.settle_columns();
        let names: Vec<_> = self.tables.keys().copied().collect();
        for name in names {
            if let Some(work) = self.tables.get_mut(name).filter(|work| !work.is_anew()) {
                replace_generated(work);
                move_dependents(work);
            }
        }
        self.move_dependents_below();
        self.move_foreign_keys();
    }

    fn convert_columns_of_types(&mut self) {
        let mappings: BTreeMap<&ObjectName, Mapping<'a>> = self
            .types
            .iter()
            .map(|(name, change)| (*name, *change, Mapping::of(change)))
            .filter(|(_, change, mapping)| mapping.is_needed(change))
            .map(|(name, _, mapping)| (name, mapping))
            .collect();
        if mappings.is_empty() {
            return;
        }
        for (table, object) in &self.pair.next.tables {
            let affected = |column: &&Column| enum_of(column).is_some_and(|name| mappings.contains_key(name));
            let affected: Vec<_> = object.columns.iter().filter(affected).collect();
            if affected.is_empty()
                || self.anew.contains(table)
                || self.renames.previous_table(self.pair.previous, table).is_none()
            {
                continue;
            }
            for column in affected {
                self.convert_column(table, column, &mappings);
            }
        }
    }

    fn convert_column(
        &mut self,
        table: &'a ObjectName,
        next: &'a Column,
        mappings: &BTreeMap<&ObjectName, Mapping<'a>>,
    ) {
        let renames = self.renames;
        let Some(name) = enum_of(next) else {
            return;
        };
        let work = self.work(table);
        let Some(previous) = work.before.get(next.name.as_str()).copied() else {
            return;
        };
        let was = enum_of(previous);
        if was != Some(name) && was != Some(renames.previous_type_name(name)) {
            return;
        }
        let mapping = mappings.get(name).cloned();
        let column = work
            .altered
            .entry(&next.name)
            .or_insert_with(|| ColumnWork::unchanged(next));
        column.mapping = mapping;
    }

    fn settle_columns(&mut self) {
        let (renames, alter_expression) = (self.renames, self.capabilities.alter_generated_expression);
        for work in self.tables.values_mut() {
            for column in work.altered.values_mut() {
                let same_type = column.previous.r#type == column.next.r#type
                    || match (&column.previous.r#type.r#type, &column.next.r#type.r#type) {
                        (TypeName::Enum(previous), TypeName::Enum(next)) => {
                            column.previous.r#type.array == column.next.r#type.array
                                && renames.previous_type_name(next) == previous
                        }
                        _ => false,
                    };
                column.settle(same_type, alter_expression);
            }
        }
    }

    /// What tables have of their own on columns of those that they are made of.
    fn move_dependents_below(&mut self) {
        let mut constraints = Vec::new();
        let mut indexes = Vec::new();
        for (name, table) in &self.pair.next.tables {
            let was_there = self.renames.previous_table(self.pair.previous, name).is_some();
            if !was_there || self.anew.contains(name) {
                continue;
            }
            for above in self.pair.next.ancestors(table) {
                let work = self.tables.get(&above.name);
                let Some(work) = work.filter(|work| {
                    work.altered
                        .values()
                        .any(|column| column.is_retyped() || column.replaced)
                }) else {
                    continue;
                };
                let moved = Constraint::all(table).filter(|constraint| constraint.depends(work));
                constraints.extend(moved.map(|constraint| (name, constraint)));
                let moved = table.indexes.iter().filter(|index| index::depends(index, work));
                indexes.extend(moved.map(|index| (name, index)));
            }
        }
        let reason = Some("it depends on a column that changes");
        for (table, what) in constraints {
            let work = self.work(table);
            if !is_handled(&work.dropped_constraints, &work.added_constraints, what.name()) {
                let moved = Moved { what, reason };
                work.dropped_constraints.insert(what.name(), moved);
                work.added_constraints.insert(what.name(), moved);
            }
        }
        for (table, what) in indexes {
            let work = self.work(table);
            if !is_handled(&work.dropped_indexes, &work.added_indexes, &what.name) {
                let moved = Moved { what, reason };
                work.dropped_indexes.insert(&what.name, moved);
                work.added_indexes.insert(&what.name, moved);
            }
        }
    }

    fn move_foreign_keys(&mut self) {
        let mut disturbed: BTreeSet<&ObjectName> = self
            .tables
            .iter()
            .filter(|(_, work)| {
                let keys = work
                    .dropped_constraints
                    .values()
                    .any(|moved| moved.what.key_columns().is_some());
                let indexes = work.dropped_indexes.values().any(|moved| moved.what.unique);
                keys || indexes
                    || work
                        .altered
                        .values()
                        .any(|column| column.is_retyped() || column.replaced)
            })
            .map(|(name, _)| *name)
            .collect();
        disturbed.extend(&self.anew);
        if disturbed.is_empty() {
            return;
        }
        let others = self.pair.next.tables.iter();
        let others: Vec<_> = others.filter(|(name, _)| !self.anew.contains(name)).collect();
        for (name, table) in others {
            for key in &table.foreign_keys {
                if disturbed.contains(&key.references) && self.must_move(name, key) {
                    let reason = Some("the key it points at changes");
                    let constraint = Constraint::ForeignKey(key);
                    let moved = Moved {
                        what: constraint,
                        reason,
                    };
                    let work = self.work(name);
                    work.dropped_constraints.insert(&key.name, moved);
                    work.added_constraints.insert(&key.name, moved);
                }
            }
        }
    }

    /// Whether a foreign key that nobody changed must give way to what happens where it points.
    fn must_move(&self, table: &'a ObjectName, key: &ForeignKey) -> bool {
        let was_there = self.renames.previous_table(self.pair.previous, table).is_some();
        let handled = self.tables.get(table).is_some_and(|work| {
            work.dropped_constraints.contains_key(key.name.as_str())
                || work.added_constraints.contains_key(key.name.as_str())
        });
        if self.anew.contains(&key.references) {
            return was_there && !handled;
        }
        let Some(there) = self.tables.get(&key.references) else {
            return false;
        };
        let columns = &key.referenced_columns;
        let column_changes = || {
            columns
                .iter()
                .any(|column| there.is_retyped(column) || there.is_replaced(column))
        };
        let key_goes = || {
            let constraints = there.dropped_constraints.values();
            let mut constraints = constraints.filter_map(|moved| moved.what.key_columns());
            let indexes = there.dropped_indexes.values();
            let mut indexes = indexes.filter_map(|moved| index::key_columns(moved.what));
            constraints.any(|key| same_columns(key, columns)) || indexes.any(|key| same_columns(&key, columns))
        };
        was_there && !handled && (column_changes() || key_goes())
    }
}

fn enum_of(column: &Column) -> Option<&ObjectName> {
    match &column.r#type.r#type {
        TypeName::Enum(name) => Some(name),
        TypeName::BuiltIn(_) => column.text_enum.as_ref(),
    }
}

/// Generated columns that are computed from a column whose type changes.
fn replace_generated(work: &mut TableWork<'_>) {
    let retyped: Vec<String> = work
        .altered
        .iter()
        .filter(|(_, column)| column.retype != Retype::No && !column.replaced)
        .map(|(name, _)| (*name).to_owned())
        .collect();
    if retyped.is_empty() {
        return;
    }
    let computed: Vec<_> = work
        .after
        .iter()
        .filter_map(|(name, next)| Some((*name, *next, *work.before.get(name)?)))
        .filter(|(_, next, previous)| {
            let expressions = next.generated.iter().chain(&previous.generated);
            let mut expressions = expressions.map(|generated| words(&generated.expression.authored));
            previous.generated.is_some() && expressions.any(|words| retyped.iter().any(|name| words.contains(name)))
        })
        .collect();
    for (name, next, _) in computed {
        let column = work.altered.entry(name).or_insert_with(|| ColumnWork::unchanged(next));
        if next.generated.is_some() {
            column.replaced = true;
        }
    }
}

/// Constraints and indexes of the table itself that nobody changed.
fn move_dependents(work: &mut TableWork<'_>) {
    let Some(table) = work.next else {
        return;
    };
    if !work
        .altered
        .values()
        .any(|column| column.is_retyped() || column.replaced)
    {
        return;
    }
    let reason = Some("it depends on a column that changes");
    for constraint in Constraint::all(table) {
        let name = constraint.name();
        if !is_handled(&work.dropped_constraints, &work.added_constraints, name) && constraint.depends(work) {
            let moved = Moved {
                what: constraint,
                reason,
            };
            work.dropped_constraints.insert(name, moved);
            work.added_constraints.insert(name, moved);
        }
    }
    for index in indexes(table) {
        let name = index.name.as_str();
        if !is_handled(&work.dropped_indexes, &work.added_indexes, name) && index::depends(index, work) {
            let moved = Moved { what: index, reason };
            work.dropped_indexes.insert(name, moved);
            work.added_indexes.insert(name, moved);
        }
    }
}

fn indexes(table: &Table) -> impl Iterator<Item = &crate::catalog::Index> {
    table.indexes.iter()
}

fn is_handled<T>(dropped: &BTreeMap<&str, T>, added: &BTreeMap<&str, T>, name: &str) -> bool {
    dropped.contains_key(name) || added.contains_key(name)
}
