//! Tables: made, dropped, and what is to be done to one that stays.

use std::collections::{BTreeMap, BTreeSet};

use petgraph::algo::tarjan_scc;
use petgraph::graph::{DiGraph, NodeIndex};

use super::column::ColumnWork;
use super::constraint::{Constraint, same_columns};
use super::impact::also_locks;
use super::index;
use super::object::{Object, When};
use super::rename::Renames;
use super::sql_text::{bound, column, identifier, object_name, object_names, partition_key};
use super::statement::{Sql, fresh, hazardous, lossy};
use super::states::type_state;
use super::{Planner, Vertex, comment_step};
use crate::catalog::{Catalog, Column, Index, ObjectName, Pair, Table};
use crate::diff::{Change, TableChange};
use crate::plan::graph::Node;
use crate::plan::{HazardKind, LockLevel};

/// A constraint or index that goes or comes, and why where it only gives way to something else.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moved<T> {
    pub(super) what: T,
    pub(super) reason: Option<&'static str>,
}

/// What is to be done to a table that stays. All names are the next ones.
#[derive(Debug)]
pub(super) struct TableWork<'a> {
    /// As it is to be; none where the table is not in the next catalog after all.
    pub(super) next: Option<&'a Table>,
    /// Its columns before, by their next names.
    pub(super) before: BTreeMap<&'a str, &'a Column>,
    /// Its columns after, by name.
    pub(super) after: BTreeMap<&'a str, &'a Column>,
    pub(super) comment: Option<&'a Pair<Option<String>>>,
    pub(super) added: Vec<(&'a Column, Option<&'a str>)>,
    pub(super) dropped: Vec<&'a Column>,
    pub(super) altered: BTreeMap<&'a str, ColumnWork<'a>>,
    pub(super) dropped_constraints: BTreeMap<&'a str, Moved<Constraint<'a>>>,
    pub(super) added_constraints: BTreeMap<&'a str, Moved<Constraint<'a>>>,
    pub(super) dropped_indexes: BTreeMap<&'a str, Moved<&'a Index>>,
    pub(super) added_indexes: BTreeMap<&'a str, Moved<&'a Index>>,
    is_anew: bool,
}

impl<'a> TableWork<'a> {
    /// Whether PostgreSQL cannot alter it into what it is to be.
    pub(super) const fn is_anew(&self) -> bool {
        self.is_anew
    }

    pub(super) fn new(table: &'a ObjectName, pair: Pair<&'a Catalog>, renames: &Renames<'a>) -> Self {
        let next = pair.next.tables.get(table);
        let after: BTreeMap<_, _> = columns_of(next).map(|column| (column.name.as_str(), column)).collect();
        let previous = renames.previous_table(pair.previous, table);
        let mut before: BTreeMap<_, _> = columns_of(previous)
            .map(|column| (column.name.as_str(), column))
            .collect();
        let renamed: Vec<_> = renames
            .columns_of(table)
            .filter_map(|(next, previous)| Some((next, previous, *before.get(previous)?)))
            .collect();
        for (_, previous, _) in &renamed {
            before.remove(previous);
        }
        before.extend(renamed.into_iter().map(|(next, _, column)| (next, column)));
        Self {
            next,
            before,
            after,
            comment: None,
            added: Vec::new(),
            dropped: Vec::new(),
            altered: BTreeMap::new(),
            dropped_constraints: BTreeMap::new(),
            added_constraints: BTreeMap::new(),
            dropped_indexes: BTreeMap::new(),
            added_indexes: BTreeMap::new(),
            is_anew: false,
        }
    }

    pub(super) fn take_in(&mut self, changes: &'a [TableChange]) {
        for change in changes {
            match change {
                TableChange::Comment { comment } => self.comment = Some(comment),
                // SQLite's alone: lowering for PostgreSQL never sets them.
                TableChange::Options { .. } => {}
                TableChange::Leave { .. } | TableChange::Partitioning { .. } | TableChange::Join { .. } => {
                    self.is_anew = true;
                }
                TableChange::AddColumn { column, backfill } => self.added.push((column, backfill.as_deref())),
                TableChange::DropColumn { column } => self.dropped.push(column),
                TableChange::AlterColumn {
                    column,
                    backfill,
                    using,
                } => {
                    let work = ColumnWork::new(column, backfill.as_deref(), using.as_deref());
                    self.altered.insert(&column.next.name, work);
                }
                TableChange::PrimaryKey { key } => self.replace(key, Constraint::PrimaryKey),
                TableChange::Unique { unique } => self.replace(unique, Constraint::Unique),
                TableChange::Check { check } => self.replace(check, Constraint::Check),
                TableChange::ForeignKey { foreign_key } => self.replace(foreign_key, Constraint::ForeignKey),
                TableChange::Index { index } => {
                    let moved = |what: &'a Index| (what.name.as_str(), Moved { what, reason: None });
                    self.dropped_indexes.extend(index.previous.as_ref().map(moved));
                    self.added_indexes.extend(index.next.as_ref().map(moved));
                }
            }
        }
    }

    fn replace<T>(&mut self, pair: &'a Pair<Option<T>>, constraint: impl Fn(&'a T) -> Constraint<'a>) {
        let moved = |what: &'a T| {
            let what = constraint(what);
            (what.name(), Moved { what, reason: None })
        };
        self.dropped_constraints.extend(pair.previous.as_ref().map(moved));
        self.added_constraints.extend(pair.next.as_ref().map(moved));
    }

    /// Whether the column gets another type, more than another modifier of the same.
    pub(super) fn is_retyped(&self, column: &str) -> bool {
        self.altered.get(column).is_some_and(ColumnWork::is_retyped)
    }

    /// Whether the column is dropped and added again.
    pub(super) fn is_replaced(&self, column: &str) -> bool {
        self.altered.get(column).is_some_and(|work| work.replaced)
    }

    /// Whether what is built on the columns of one list and what is built on those of the other can be there at once: no
    /// column of both gets another type in between.
    fn can_stand_together(&self, before: &[String], after: &[String]) -> bool {
        let mut shared = before.iter().filter(|name| after.contains(name));
        !shared.any(|name| self.is_retyped(name) || self.is_replaced(name))
    }

    /// The keys over these columns that go, or those that come.
    pub(super) fn keys_over(&self, when: When, columns: &[String]) -> Vec<Object<'a>> {
        let Some(table) = self.next else {
            return Vec::new();
        };
        let (constraints, indexes) = match when {
            When::Before => (&self.dropped_constraints, &self.dropped_indexes),
            When::After => (&self.added_constraints, &self.added_indexes),
        };
        let constraints = constraints.values().filter_map(|moved| {
            let key = moved.what.key_columns()?;
            same_columns(key, columns).then(|| Object::Constraint(when, &table.name, moved.what.name()))
        });
        let indexes = indexes.values().filter_map(|moved| {
            let key = index::key_columns(moved.what)?;
            same_columns(&key, columns).then(|| Object::Index(when, &table.name, &moved.what.name))
        });
        constraints.chain(indexes).collect()
    }
}

fn columns_of(table: Option<&Table>) -> impl Iterator<Item = &Column> {
    table.into_iter().flat_map(|table| &table.columns)
}

impl<'a> Planner<'a> {
    pub(super) fn tables(&mut self, changes: &'a [Change]) {
        let circles = circles(changes);
        for change in changes {
            match change {
                Change::CreateTable { object } if !self.carried.contains(&object.name) => self.create_table(object),
                Change::DropTable { object } if !self.carried.contains(&object.name) => {
                    self.drop_table(object, &circles);
                }
                _ => {}
            }
        }
        let names: Vec<_> = self.tables.keys().copied().collect();
        for name in names {
            if !self.anew.contains(name) {
                self.alter_table(name);
            } else if !self.carried.contains(name) {
                self.make_anew(name);
            }
        }
    }

    fn create_table(&mut self, table: &'a Table) {
        let node = Self::created(table).creates(Object::Table(When::After, &table.name));
        let node = node.uses_all(self.states_above(When::After, table, &inline_mentions(table)));
        self.push(node);
        self.equip(table);
    }

    /// The statement that makes a table with all that can stand in it.
    pub(super) fn created(table: &'a Table) -> Vertex<'a> {
        let name = &table.name;
        let inline: Vec<_> = inline(table).collect();
        let constraints = inline.iter().copied().map(Constraint::named).collect();
        let partition_by = table.partition_key.as_ref().map(partition_key);
        let (sql, what) = if let Some(partition) = &table.partition_of {
            let sql = Sql::CreatePartition {
                table: object_name(name),
                parent: object_name(&partition.parent),
                constraints,
                bound: bound(partition),
                partition_by,
            };
            (sql, format!("partition {name} of {}", partition.parent))
        } else {
            let sql = Sql::CreateTable {
                table: object_name(name),
                columns: table.columns.iter().map(column).collect(),
                constraints,
                inherits: (!table.inherits.is_empty()).then(|| object_names(&table.inherits)),
                partition_by,
            };
            (sql, format!("table {name}"))
        };
        let mut step = fresh(sql.step(format!("Creates the {what}.")));
        for parent in table.parents() {
            step = also_locks(step, parent, LockLevel::AccessExclusive);
        }
        let mut node = Node::new(step)
            .uses(Object::Equipped(name))
            .takes(Object::relation_name(name, &name.name))
            .takes(Object::type_name(name))
            .uses_all(name.namespace.as_deref().map(Object::Namespace))
            .uses_all(
                table
                    .columns
                    .iter()
                    .filter_map(|column| type_state(When::After, column)),
            );
        for key in inline
            .into_iter()
            .filter(|constraint| constraint.key_columns().is_some())
        {
            node = node.takes(Object::relation_name(name, key.name()));
        }
        node
    }

    /// What a new table gets that cannot stand in CREATE TABLE.
    pub(super) fn equip(&mut self, table: &'a Table) {
        let name = &table.name;
        for constraint in Constraint::inline(table).filter(|constraint| constraint.is_repeated(table)) {
            self.add_to_new(name, constraint);
        }
        self.comment_on_table(name, table.comment.as_deref(), false);
        for column in table.columns.iter().filter(|column| column.comment.is_some()) {
            let step = super::column::comment_on(name, column);
            self.push(Node::new(step).uses(Object::Table(When::After, name)));
        }
        for index in &table.indexes {
            self.add_index_to_new(name, index);
        }
        for key in &table.foreign_keys {
            self.add_foreign_key_to_new(name, key);
        }
    }

    fn drop_table(&mut self, table: &'a Table, circles: &BTreeMap<&ObjectName, usize>) {
        let name = &table.name;
        let circle = circles.get(name);
        for key in &table.foreign_keys {
            if key.references != *name && circle.is_some() && circles.get(&key.references) == circle {
                let reason = "the tables that go point at each other";
                let current = self.renames.dropped_table(name);
                self.drop_constraint(name, current, Constraint::ForeignKey(key), Some(reason));
            }
        }
        let sql = Sql::DropTable {
            table: object_name(self.renames.dropped_table(name)),
        };
        let step = lossy(sql.step(format!("Drops the table {name} and all of its rows.")));
        let message = format!("code that uses {name} fails from here on");
        let mut step = hazardous(step, HazardKind::BreaksOlderCode, message);
        for key in table.foreign_keys.iter().filter(|key| key.references != *name) {
            step = also_locks(step, &key.references, LockLevel::AccessExclusive);
        }
        for parent in table.parents() {
            step = also_locks(step, parent, LockLevel::AccessExclusive);
        }
        let mut node = Node::new(step)
            .uses_all(
                table
                    .parents()
                    .map(|parent| Object::Table(When::Before, self.renames.next_table_name(parent))),
            )
            .drops(Object::Table(When::Before, name))
            .frees(Object::relation_name(name, &name.name))
            .frees(Object::SequenceNames(name.namespace.as_deref()))
            .frees(Object::type_name(name))
            .uses_all(name.namespace.as_deref().map(Object::Namespace))
            .uses_all(
                table
                    .columns
                    .iter()
                    .filter_map(|column| type_state(When::Before, column)),
            );
        for key in &table.foreign_keys {
            if key.references != *name && (circle.is_none() || circles.get(&key.references) != circle) {
                node = node.uses(Object::Table(When::Before, &key.references));
            }
        }
        for key in Constraint::inline(table).filter(|constraint| constraint.key_columns().is_some()) {
            node = node.frees(Object::relation_name(name, key.name()));
        }
        for index in &table.indexes {
            node = node.frees(Object::relation_name(name, &index.name));
        }
        self.push(node);
    }

    fn comment_on_table(&mut self, table: &'a ObjectName, comment: Option<&str>, clear: bool) {
        if comment.is_some() || clear {
            let step = comment_step("TABLE", object_name(table), comment);
            self.push(Node::new(step).uses(Object::Table(When::After, table)));
        }
    }

    fn alter_table(&mut self, table: &'a ObjectName) {
        let Some(work) = self.tables.get(table) else {
            return;
        };
        let Moves {
            dropped_constraints,
            added_constraints,
            dropped_indexes,
            added_indexes,
        } = Moves::of(work);
        let comment = work.comment;
        let (added, dropped) = (work.added.clone(), work.dropped.clone());
        let altered: Vec<_> = work.altered.values().cloned().collect();

        if let Some(comment) = comment {
            self.comment_on_table(table, comment.next.as_deref(), true);
        }
        let (keys, indexes) = (self.replaced_keys(table), self.replaced_indexes(table));
        self.drop_what_a_key_implied(table);
        for moved in dropped_constraints {
            if !keys.contains(moved.what.name()) {
                self.drop_constraint(table, table, moved.what, moved.reason);
            }
        }
        for moved in &dropped_indexes {
            if !indexes.contains(moved.what.name.as_str()) {
                self.drop_index(table, moved.what, moved.reason);
            }
        }
        for (column, backfill) in added {
            self.add_column(table, column, backfill);
        }
        for column in altered {
            self.alter_column(table, &column);
        }
        for column in dropped {
            self.drop_column(table, column);
        }
        for moved in added_constraints {
            if keys.contains(moved.what.name()) {
                let work = self.tables.get(table);
                let replaced = work.and_then(|work| work.dropped_constraints.get(moved.what.name()));
                let replaced = replaced.map(|moved| moved.what);
                self.add_over_index(table, moved.what, replaced);
            } else {
                self.add_constraint(table, moved.what, moved.reason);
            }
        }
        for moved in added_indexes {
            let name = moved.what.name.as_str();
            let replaced = dropped_indexes.iter().find(|dropped| dropped.what.name == name);
            match replaced.filter(|_| indexes.contains(name)) {
                Some(replaced) => self.replace_index(table, replaced.what, moved.what),
                None => self.add_index(table, moved.what, moved.reason),
            }
        }
    }
}

impl<'a> Planner<'a> {
    /// Before PostgreSQL 18, what a primary key made NOT NULL stays so when it goes. Of a column that a table has of another,
    /// that is no part of the catalog.
    fn drop_what_a_key_implied(&mut self, table: &'a ObjectName) {
        let Some(work) = self.tables.get(table) else { return };
        let Some(next) = work.next.filter(|next| next.parents().next().is_some()) else {
            return;
        };
        let gone = work.dropped_constraints.values().filter(|moved| moved.reason.is_none());
        let gone: Vec<_> = gone
            .filter_map(|moved| match moved.what {
                Constraint::PrimaryKey(key) => Some(key),
                _ => None,
            })
            .collect();
        for key in gone {
            for name in &key.columns {
                let stays = next.primary_key.as_ref().is_some_and(|key| key.columns.contains(name));
                let is_inherited = next.column(name).is_none();
                let may_be_null = self
                    .pair
                    .next
                    .column_of(next, name)
                    .is_some_and(|column| column.nullable);
                if stays || !is_inherited || !may_be_null {
                    continue;
                }
                let sql = Sql::DropNotNull {
                    table: object_name(table),
                    column: identifier(name),
                };
                let step = sql.step(format!("{table}.{name} may be NULL, now that it is in no key."));
                let node = Node::new(step).takes(Object::ConstraintName(table, &key.name));
                let states = self.states(When::After, table, [name]);
                self.push(node.uses_all(states));
            }
        }
    }

    /// Keys that another one of their name takes the place of, and that can stand until it is built.
    fn replaced_keys(&self, table: &'a ObjectName) -> BTreeSet<&'a str> {
        let is_online = self.is_online() && !self.is_partitioned(table);
        let Some(work) = self.tables.get(table).filter(|_| is_online) else {
            return BTreeSet::new();
        };
        let both = work.dropped_constraints.iter().filter_map(|(name, dropped)| {
            let added = work.added_constraints.get(name)?;
            let own = dropped.what.owns_index() && added.what.owns_index();
            let free = dropped.reason.is_none() && added.reason.is_none();
            let side_by_side = work.can_stand_together(&dropped.what.mentions(), &added.what.mentions());
            (own && free && side_by_side).then_some(*name)
        });
        both.collect()
    }

    /// Indexes, likewise.
    fn replaced_indexes(&self, table: &'a ObjectName) -> BTreeSet<&'a str> {
        let is_online = self.is_online() && !self.is_partitioned(table);
        let Some(work) = self.tables.get(table).filter(|_| is_online) else {
            return BTreeSet::new();
        };
        let both = work.dropped_indexes.iter().filter_map(|(name, dropped)| {
            let added = work.added_indexes.get(name)?;
            let free = dropped.reason.is_none() && added.reason.is_none();
            let side_by_side = work.can_stand_together(&index::mentions(dropped.what), &index::mentions(added.what));
            (free && side_by_side).then_some(*name)
        });
        both.collect()
    }
}

struct Moves<'a> {
    dropped_constraints: Vec<Moved<Constraint<'a>>>,
    added_constraints: Vec<Moved<Constraint<'a>>>,
    dropped_indexes: Vec<Moved<&'a Index>>,
    added_indexes: Vec<Moved<&'a Index>>,
}

impl<'a> Moves<'a> {
    fn of(work: &TableWork<'a>) -> Self {
        Self {
            dropped_constraints: work.dropped_constraints.values().copied().collect(),
            added_constraints: work.added_constraints.values().copied().collect(),
            dropped_indexes: work.dropped_indexes.values().copied().collect(),
            added_indexes: work.added_indexes.values().copied().collect(),
        }
    }
}

/// What CREATE TABLE makes along with a table.
fn inline(table: &Table) -> impl Iterator<Item = Constraint<'_>> {
    Constraint::inline(table).filter(|constraint| !constraint.is_repeated(table))
}

fn inline_mentions(table: &Table) -> Vec<String> {
    inline(table).flat_map(Constraint::mentions).collect()
}

/// Tables that go and point at each other, directly or not → the number of their circle. A table that points at nothing
/// that points back is in none.
fn circles(changes: &[Change]) -> BTreeMap<&ObjectName, usize> {
    let dropped: Vec<_> = changes
        .iter()
        .filter_map(|change| match change {
            Change::DropTable { object } => Some(object),
            _ => None,
        })
        .collect();
    let places: BTreeMap<_, _> = (0..)
        .map(NodeIndex::new)
        .zip(&dropped)
        .map(|(place, table)| (&table.name, place))
        .collect();
    let mut graph = DiGraph::<&ObjectName, ()>::new();
    for table in &dropped {
        graph.add_node(&table.name);
    }
    for table in &dropped {
        for key in &table.foreign_keys {
            if let Some(there) = places.get(&key.references) {
                graph.add_edge(places[&table.name], *there, ());
            }
        }
    }
    tarjan_scc(&graph)
        .into_iter()
        .filter(|circle| circle.len() > 1)
        .enumerate()
        .flat_map(|(number, circle)| circle.into_iter().map(move |place| (place, number)))
        .map(|(place, number)| (graph[place], number))
        .collect()
}
