//! Tables that become partitions or cease to be ones, whose rows are dealt out in another way, that inherit from others:
//! what PostgreSQL cannot alter a table into. They are moved aside, made anew, and filled with the rows that they had.

use std::collections::BTreeSet;

use super::cast::conversion_sql;
use super::constraint::Constraint;
use super::impact::also_locks;
use super::object::{Object, When};
use super::sql_text::{identifier, object_name, text};
use super::statement::{Sql, hazardous};
use super::states::type_state;
use super::{Planner, Vertex};
use crate::catalog::{Column, ObjectName, Table};
use crate::plan::graph::Node;
use crate::plan::{HazardKind, LockLevel};

impl<'a> Planner<'a> {
    /// Finds the tables that go along with one that is made anew: what is made of it before and after.
    pub(super) fn carry(&mut self) {
        let anew: Vec<&'a ObjectName> = (self.tables.iter())
            .filter(|(_, work)| work.is_anew())
            .map(|(name, _)| *name)
            .collect();
        for root in anew.iter().copied() {
            self.anew.insert(root);
            let (before, after) = (self.below(When::Before, root), self.below(When::After, root));
            for below in before.iter().chain(&after).copied() {
                // What comes to the table or leaves it has rows of its own; what stays in it has some of the table's.
                let stays = before.contains(&below) && after.contains(&below);
                if stays || !anew.contains(&below) {
                    self.carried.insert(below);
                }
                self.anew.insert(below);
            }
        }
    }

    /// The tables that are made of a table in one state, by their next names.
    fn below(&self, when: When, root: &'a ObjectName) -> Vec<&'a ObjectName> {
        match when {
            When::Before => {
                let descendants = self.pair.previous.descendants(self.renames.previous_table_name(root));
                let names = descendants.into_iter().map(|table| &table.name);
                names.map(|name| self.renames.next_table_name(name)).collect()
            }
            When::After => {
                let descendants = self.pair.next.descendants(root);
                descendants.into_iter().map(|table| &table.name).collect()
            }
        }
    }

    /// A table and what is carried with it, in one state.
    fn family(&self, when: When, root: &'a ObjectName) -> Vec<&'a ObjectName> {
        let below = self.below(when, root).into_iter();
        let carried = below.filter(|name| self.carried.contains(name));
        std::iter::once(root).chain(carried).collect()
    }

    pub(super) fn make_anew(&mut self, root: &'a ObjectName) {
        let Some(next) = self.pair.next.tables.get(root) else {
            return;
        };
        let (before, after) = (self.family(When::Before, root), self.family(When::After, root));
        let aside = self
            .temporary
            .name(&ObjectName::new(root.name.as_str()), "__aside")
            .name;
        let mut chain = self.moved_aside(root, &before, &aside);
        let created: BTreeSet<&ObjectName> = after.iter().copied().collect();
        for name in &after {
            let Some(table) = self.pair.next.tables.get(name) else {
                continue;
            };
            // Of the parents those that are made here come before it in any case.
            let others = table.parents().filter(|parent| !created.contains(parent));
            let states: Vec<_> = others.map(|parent| Object::Table(When::After, parent)).collect();
            chain.push(Self::created(table).uses_all(states));
        }
        let mut copies = self.copies(root, next, &before, &aside);
        if let Some(last) = copies.pop() {
            // All that is built on the tables waits for their rows.
            let tables = after.iter().map(|name| Object::Table(When::After, name));
            copies.push(tables.fold(last, Node::creates));
        }
        chain.extend(copies);
        let aside_name = |name: &ObjectName| format!("{}.{}", identifier(&aside), identifier(&name.name));
        let sql = Sql::DropAside {
            tables: self.outermost(&before).into_iter().map(aside_name).collect(),
            schema: identifier(&aside),
        };
        let step = sql.step(format!("Drops what {root} was: its rows are in the new table."));
        chain.push(Node::new(step).uses_all(self.types_aside(&before)));
        for name in &before {
            let previous = self.renames.previous_table(self.pair.previous, name);
            for key in previous.into_iter().flat_map(|table| &table.foreign_keys) {
                let reason = Some("the table is made anew");
                self.drop_constraint(name, name, Constraint::ForeignKey(key), reason);
            }
        }
        self.push_chain(chain, |node| node, |node| node);
        for name in after {
            if let Some(table) = self.pair.next.tables.get(name) {
                self.equip(table);
            }
        }
    }

    /// Those of tables that are made of none of the others, the last made first.
    fn outermost(&self, tables: &[&'a ObjectName]) -> Vec<&'a ObjectName> {
        let previous = |name: &'a ObjectName| self.renames.previous_table(self.pair.previous, name);
        let is_partition = |name: &&'a ObjectName| {
            let of = previous(name).and_then(|table| table.partition_of.as_ref());
            of.is_some_and(|of| {
                tables
                    .iter()
                    .any(|other| *self.renames.previous_table_name(other) == of.parent)
            })
        };
        // What goes with its parent need not be named.
        tables
            .iter()
            .rev()
            .copied()
            .filter(|name| !is_partition(name))
            .collect()
    }

    fn moved_aside(&self, root: &'a ObjectName, before: &[&'a ObjectName], aside: &str) -> Vec<Vertex<'a>> {
        let mut chain = Vec::new();
        let previous = self.renames.previous_table(self.pair.previous, root);
        if let Some(of) = previous.and_then(|table| table.partition_of.as_ref()) {
            let parent = self.renames.next_table_name(&of.parent);
            let sql = Sql::DetachPartition {
                table: object_name(root),
                parent: object_name(parent),
            };
            let step = sql.step(format!("Takes {root} out of {parent}; locks both for a moment."));
            let step = also_locks(step, parent, LockLevel::AccessExclusive);
            let step = also_locks(step, root, LockLevel::AccessExclusive);
            chain.push(Node::new(step).uses(Object::Table(When::Before, parent)));
        }
        let sql = Sql::MoveAside {
            tables: before.iter().map(|name| object_name(name)).collect(),
            schema: identifier(aside),
        };
        let step = sql.step(format!("Moves {root} aside, to make it anew."));
        let message =
            format!("{root} cannot be read or written until its rows are copied, which takes as long as they are many");
        let step = hazardous(step, HazardKind::Blocks, message);
        let mut node = Node::new(step);
        for name in before {
            node.step = also_locks(node.step, name, LockLevel::AccessExclusive);
            node = node
                .drops(Object::Table(When::Before, name))
                .frees(Object::relation_name(name, &name.name))
                .frees(Object::type_name(name));
            let Some(table) = self.renames.previous_table(self.pair.previous, name) else {
                continue;
            };
            let keys = table.primary_key.iter().map(|key| &key.name);
            let keys = keys.chain(table.uniques.iter().map(|unique| &unique.name));
            for taken in keys.chain(table.indexes.iter().map(|index| &index.name)) {
                node = node.frees(Object::relation_name(name, taken));
            }
        }
        chain.push(node);
        chain
    }

    /// The rows of the table and, where each table holds its own, of those that are made of it; then the numbers of
    /// identity columns.
    fn copies(&self, root: &'a ObjectName, next: &'a Table, before: &[&'a ObjectName], aside: &str) -> Vec<Vertex<'a>> {
        let mut chain = Vec::new();
        let is_partition = |table: &Table| table.partition_of.is_some();
        for name in before {
            let Some(previous) = self.renames.previous_table(self.pair.previous, name) else {
                continue;
            };
            let into = if name == &root || is_partition(previous) {
                next
            } else {
                match self.pair.next.tables.get(name) {
                    Some(table) => table,
                    None => continue,
                }
            };
            if name != &root && is_partition(previous) {
                // Read with its parent.
                continue;
            }
            chain.push(Node::new(self.copy(name, previous, into, aside)));
        }
        let table_sql = object_name(root);
        for column in self.pair.next.all_columns(next) {
            if column.identity.is_some() {
                let sql = Sql::SetSequence {
                    table_text: text(&table_sql),
                    column_text: text(&column.name),
                    table: table_sql.clone(),
                    column: identifier(&column.name),
                };
                let message = format!(
                    "Numbers of {root}.{} go on after the highest that is there.",
                    column.name
                );
                if next.partition_of.is_none() {
                    chain.push(Node::new(sql.step(message)));
                }
            }
        }
        chain
    }

    fn copy(&self, name: &'a ObjectName, previous: &'a Table, into: &'a Table, aside: &str) -> crate::plan::Step {
        let (mut columns, mut values) = (Vec::new(), Vec::new());
        let old: Vec<&Column> = self.pair.previous.all_columns(previous);
        let renamed: Vec<(&str, &str)> = self.renames_of(name, previous);
        for column in self.pair.next.all_columns(into) {
            if column.generated.is_some() {
                continue;
            }
            let was = renamed
                .iter()
                .find(|(next, _)| *next == column.name)
                .map(|(_, was)| *was);
            let was = was.unwrap_or(&column.name);
            let before = old.iter().find(|old| old.name == was);
            let work = self
                .tables
                .get(name)
                .and_then(|work| work.altered.get(column.name.as_str()));
            let added = self.tables.get(name).and_then(|work| {
                let mut added = work.added.iter();
                added
                    .find(|(added, _)| added.name == column.name)
                    .and_then(|(_, backfill)| *backfill)
            });
            let value = match (before, work) {
                (None, _) => match added {
                    Some(backfill) => format!("({backfill})"),
                    None => continue,
                },
                (Some(before), work) => {
                    let value = match work.and_then(|work| work.using) {
                        Some(using) => format!("({using})"),
                        None if before.r#type == column.r#type => identifier(&column.name),
                        None => conversion_sql(
                            &Column {
                                name: column.name.clone(),
                                ..(*before).clone()
                            },
                            column,
                        ),
                    };
                    match work.and_then(|work| work.backfill) {
                        Some(backfill) => format!("coalesce({value}, ({backfill}))"),
                        None => value,
                    }
                }
            };
            columns.push(identifier(&column.name));
            values.push(value);
        }
        let sql = Sql::CopyRows {
            table: object_name(&into.name),
            columns: columns.join(", "),
            values: values.join(", "),
            from: format!("{}.{}", identifier(aside), identifier(&name.name)),
            only: previous.partition_key.is_none(),
        };
        sql.step(format!("Copies the rows of {name} into what it is now."))
    }

    /// Columns of a table, or of one that it is made of, that are renamed: their names after and before.
    fn renames_of(&self, name: &'a ObjectName, previous: &'a Table) -> Vec<(&'a str, &'a str)> {
        let above = self.pair.previous.ancestors(previous).into_iter();
        let above = above.map(|table| self.renames.next_table_name(&table.name));
        let tables = std::iter::once(name).chain(above);
        tables.flat_map(|table| self.renames.columns_of(table)).collect()
    }

    /// The types that columns of what is moved aside are of: they go after it.
    fn types_aside(&self, before: &[&'a ObjectName]) -> Vec<Object<'a>> {
        let tables = before
            .iter()
            .filter_map(|name| self.renames.previous_table(self.pair.previous, name));
        let columns = tables.flat_map(|table| &table.columns);
        let types = columns.filter_map(|column| match type_state(When::Before, column) {
            Some(Object::Type(when, name)) => Some(Object::Type(when, self.renames.next_type_name(name))),
            state => state,
        });
        types.collect()
    }
}
