//! Renames. They happen all at once and come before everything else, so that every other statement can use the next
//! names. A name that is still held when a rename wants it is given up through a temporary one: by a rename that
//! waits for us in turn (a swap), or by something that is dropped later.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::held::{Name, Renamed, current_name, dropped, indexes, names, occupied, owns_index, relation, within};
use super::object::Object;
use super::renaming::Renaming;
use super::sequence::{MovedSequence, meeting_others, name_of};
use super::temporary::TemporaryNames;
use crate::catalog::{Catalog, ObjectName, Pair, Table};
use crate::diff::Change;
use crate::plan::graph::Node;

/// The renames of a plan, in an order in which each finds its name free.
#[derive(Debug, Default)]
pub(super) struct Renames<'a> {
    statements: Vec<Renaming<'a>>,
    /// Next name → previous name.
    previous_tables: BTreeMap<&'a ObjectName, &'a ObjectName>,
    previous_types: BTreeMap<&'a ObjectName, &'a ObjectName>,
    /// Previous name → next name.
    next_types: BTreeMap<&'a ObjectName, &'a ObjectName>,
    previous_columns: BTreeMap<(&'a ObjectName, &'a str), &'a str>,
    /// Things to be dropped that had to give up their names before.
    temporary: BTreeMap<Renamed<'a>, ObjectName>,
    /// The names of tables, indexes and types, as they are between the statements.
    occupied: BTreeSet<Name>,
}

impl<'a> Renames<'a> {
    /// Works the renames of a list of changes out.
    pub(super) fn of(pair: Pair<&'a Catalog>, changes: &'a [Change], temporary: &mut TemporaryNames) -> Self {
        let previous = pair.previous;
        let mut renames = Self::default();
        let mut pending = VecDeque::new();
        for change in changes {
            renames.take_in(previous, change, &mut pending);
        }
        if !pending.is_empty() {
            // What is in a table is renamed under the table's next name, so after it.
            let renamed: BTreeSet<_> = pending.iter().map(|rename| rename.next).collect();
            let outer = |rename: &Pending<'_>| matches!(rename.what, Renamed::Type(_) | Renamed::Table(_));
            renames.occupied = occupied(previous);
            let (outer, mut inner): (VecDeque<_>, VecDeque<_>) = pending.into_iter().partition(outer);
            let mut leaving = dropped(changes);
            // What is renamed before it is dropped has given up its name by then.
            leaving.retain(|_, what| !renamed.contains(what));
            renames.clear_the_way(&outer, &mut inner, &mut leaving, temporary);
            renames.clear_the_way_of_indexes(previous, &outer, &mut inner, &mut leaving, temporary);
            renames.order(previous, outer, &mut leaving, temporary);
            renames.order(previous, inner, &mut leaving, temporary);
            renames.name_sequences(pair, temporary);
        }
        renames
    }

    /// Gives sequences that go with their tables into another namespace a name that nothing has there.
    fn name_sequences(&mut self, pair: Pair<&'a Catalog>, temporary: &mut TemporaryNames) {
        let next_tables = self.previous_tables.iter().map(|(next, previous)| (*previous, *next));
        let next_tables = next_tables.collect();
        for (number, statement) in self.statements.iter_mut().enumerate() {
            let Renamed::Table(table) = statement.what else {
                continue;
            };
            if statement.now.namespace == statement.to.namespace {
                continue;
            }
            for column in meeting_others(pair, &next_tables, table, &statement.to) {
                let name = within(&statement.to, &name_of(table, column));
                let temporary = temporary.name(&name, &format!("__moving_{number}"));
                statement.sequences.push(MovedSequence { column, temporary });
            }
        }
    }

    /// The sequences that moved under names that are not to stay, with their tables.
    pub(super) fn moved_sequences(&self) -> impl Iterator<Item = (&'a ObjectName, &MovedSequence<'a>)> {
        let moved = self.statements.iter().filter_map(|statement| match statement.next {
            Some(Renamed::Table(next)) => Some((next, &statement.sequences)),
            _ => None,
        });
        moved.flat_map(|(next, sequences)| sequences.iter().map(move |sequence| (next, sequence)))
    }

    fn take_in(&mut self, previous: &'a Catalog, change: &'a Change, pending: &mut VecDeque<Pending<'a>>) {
        match change {
            Change::RenameTable { from, to } => {
                self.previous_tables.insert(to, from);
                pending.push_back(Pending::new(Renamed::Table(from), Renamed::Table(to), from, to.clone()));
            }
            Change::RenameEnum { from, to } => {
                self.previous_types.insert(to, from);
                self.next_types.insert(from, to);
                // What is kept as text is no type: nothing has its name.
                if previous.enums.get(from).is_some_and(|object| !object.native) {
                    return;
                }
                pending.push_back(Pending::new(Renamed::Type(from), Renamed::Type(to), from, to.clone()));
            }
            Change::RenameColumn { table, from, to } => {
                self.previous_columns.insert((table, to), from);
                let (now, next) = (Renamed::Column(table, from), Renamed::Column(table, to));
                pending.push_back(Pending::new(now, next, &within(table, from), within(table, to)));
            }
            Change::RenameConstraint { table, from, to } => {
                let indexed = self
                    .previous_table(previous, table)
                    .is_some_and(|table| owns_index(table, from));
                let now = Renamed::Constraint(table, from, indexed);
                let next = Renamed::Constraint(table, to, indexed);
                pending.push_back(Pending::new(now, next, &within(table, from), within(table, to)));
            }
            Change::RenameIndex { table, from, to } => {
                let (now, next) = (Renamed::Index(table, from), Renamed::Index(table, to));
                pending.push_back(Pending::new(now, next, &within(table, from), within(table, to)));
            }
            _ => {}
        }
    }

    /// Tables are renamed before what is in them, yet an index may hold the name that one gets: it gives it up first, in
    /// the namespace where it still is.
    fn clear_the_way(
        &mut self,
        outer: &VecDeque<Pending<'a>>,
        inner: &mut VecDeque<Pending<'a>>,
        leaving: &mut BTreeMap<Name, Renamed<'a>>,
        temporary: &mut TemporaryNames,
    ) {
        let wanted: BTreeSet<Name> = outer.iter().flat_map(|rename| names(rename.what, &rename.to)).collect();
        for rename in inner {
            let now = self.in_previous_namespace(rename.what, &rename.now);
            if names(rename.what, &now).iter().any(|name| wanted.contains(name)) {
                let to = self.move_away(rename.what, now, temporary);
                rename.now.name = to.name;
            }
        }
        let held: BTreeSet<Renamed<'a>> = leaving.values().copied().collect();
        for what in held {
            let (Renamed::Index(..) | Renamed::Constraint(_, _, true)) = what else {
                continue;
            };
            let current = current_name(what);
            let now = self.in_previous_namespace(what, &current);
            if names(what, &now).iter().any(|name| wanted.contains(name)) {
                for name in names(what, &current) {
                    leaving.remove(&name);
                }
                let to = self.move_away(what, now, temporary);
                self.temporary.insert(what, to);
            }
        }
    }

    /// Indexes go with their table into its next namespace, where something else may have their names yet.
    fn clear_the_way_of_indexes(
        &mut self,
        previous: &'a Catalog,
        outer: &VecDeque<Pending<'a>>,
        inner: &mut VecDeque<Pending<'a>>,
        leaving: &mut BTreeMap<Name, Renamed<'a>>,
        temporary: &mut TemporaryNames,
    ) {
        for rename in outer {
            let (Renamed::Table(from), Renamed::Table(to)) = (rename.what, rename.next) else {
                continue;
            };
            if from.namespace == to.namespace {
                continue;
            }
            for what in indexes(previous, from, to) {
                let there = current_name(what);
                let now = within(from, &there.name);
                let is_away = self.statements.iter().any(|statement| statement.what == what);
                if is_away || !self.occupied.contains(&relation(&there)) {
                    continue;
                }
                let away = self.move_away(what, now, temporary);
                if let Some(pending) = inner.iter_mut().find(|pending| pending.what == what) {
                    pending.now.name = away.name;
                } else if leaving.values().any(|leaving| *leaving == what) {
                    leaving.retain(|_, leaving| *leaving != what);
                    self.temporary.insert(what, within(to, &away.name));
                } else {
                    inner.push_back(Pending::new(what, what, &within(to, &away.name), there));
                }
            }
        }
    }

    fn move_away(&mut self, what: Renamed<'a>, now: ObjectName, temporary: &mut TemporaryNames) -> ObjectName {
        let to = temporary.name(&now, &self.temporary_suffix());
        self.occupied.remove(&relation(&now));
        self.occupied.insert(relation(&to));
        self.statements.push(Renaming {
            what,
            now,
            to: to.clone(),
            next: None,
            temporary: true,
            before_tables: true,
            name_first: false,
            sequences: Vec::new(),
        });
        to
    }

    fn in_previous_namespace(&self, what: Renamed<'a>, name: &ObjectName) -> ObjectName {
        match what {
            Renamed::Index(table, _) | Renamed::Constraint(table, _, true) => {
                within(self.previous_table_name(table), &name.name)
            }
            _ => name.clone(),
        }
    }

    fn temporary_suffix(&self) -> String {
        format!("__moving_{}", self.statements.len())
    }

    fn order(
        &mut self,
        previous: &'a Catalog,
        mut pending: VecDeque<Pending<'a>>,
        leaving: &mut BTreeMap<Name, Renamed<'a>>,
        temporary: &mut TemporaryNames,
    ) {
        let mut held: BTreeSet<Name> = pending
            .iter()
            .flat_map(|rename| names(rename.what, &rename.now))
            .collect();
        let mut waited = 0;
        while let Some(mut rename) = pending.pop_front() {
            let needed = names(rename.what, &rename.to);
            let own = names(rename.what, &rename.now);
            if let Some(holder) = needed.iter().find_map(|name| leaving.get(name).copied()) {
                let now = current_name(holder);
                let to = temporary.name(&now, &self.temporary_suffix());
                for name in names(holder, &now) {
                    leaving.remove(&name);
                }
                self.temporary.insert(holder, to.clone());
                self.push(previous, holder, now, to, None);
                pending.push_front(rename);
            } else if !needed.iter().any(|name| held.contains(name) && !own.contains(name)) {
                for name in &own {
                    held.remove(name);
                }
                if self.has_no_way(&rename) {
                    let to = temporary.name(&rename.now, &self.temporary_suffix());
                    self.push(previous, rename.what, rename.now, to.clone(), None);
                    rename.now = to;
                }
                self.push(previous, rename.what, rename.now, rename.to, Some(rename.next));
                waited = 0;
            } else if waited > pending.len() {
                // All that is left waits for each other: this one steps aside.
                let to = temporary.name(&rename.now, &self.temporary_suffix());
                for name in &own {
                    held.remove(name);
                }
                self.push(previous, rename.what, rename.now, to.clone(), None);
                rename.now = to;
                held.extend(names(rename.what, &rename.now));
                pending.push_front(rename);
                waited = 0;
            } else {
                pending.push_back(rename);
                waited += 1;
            }
        }
    }

    /// Whether neither the old name is free in the new namespace nor the new name in the old one.
    fn has_no_way(&self, rename: &Pending<'a>) -> bool {
        let Pending { what, now, to, .. } = rename;
        let is_held = |name: &ObjectName| names(*what, name).iter().any(|name| self.occupied.contains(name));
        let both = now.namespace != to.namespace && now.name != to.name;
        both && is_held(&within(to, &now.name)) && is_held(&within(now, &to.name))
    }

    /// `next` is what it is from then on, `None` of a temporary name.
    fn push(
        &mut self,
        previous: &'a Catalog,
        what: Renamed<'a>,
        now: ObjectName,
        to: ObjectName,
        next: Option<Renamed<'a>>,
    ) {
        let mut there = names(what, &within(&to, &now.name)).into_iter();
        let name_first = now.namespace != to.namespace && there.any(|name| self.occupied.contains(&name));
        for name in names(what, &now) {
            self.occupied.remove(&name);
        }
        self.occupied.extend(names(what, &to));
        if let Renamed::Table(table) = what
            && now.namespace != to.namespace
        {
            for index in indexes(previous, table, table) {
                let name = current_name(index).name;
                if self.occupied.remove(&relation(&within(&now, &name))) {
                    self.occupied.insert(relation(&within(&to, &name)));
                }
            }
        }
        self.statements.push(Renaming {
            what,
            now,
            to,
            next,
            temporary: next.is_none(),
            before_tables: false,
            name_first,
            sequences: Vec::new(),
        });
    }

    /// The name that a table of the next catalog had.
    pub(super) fn previous_table_name(&self, next: &'a ObjectName) -> &'a ObjectName {
        self.previous_tables.get(next).copied().unwrap_or(next)
    }

    /// The name that a table of the previous catalog gets.
    pub(super) fn next_table_name(&self, previous: &'a ObjectName) -> &'a ObjectName {
        let mut renamed = self.previous_tables.iter();
        let found = renamed.find(|(_, before)| **before == previous);
        found.map_or(previous, |(next, _)| next)
    }

    /// The table that one of the next catalog was.
    pub(super) fn previous_table(&self, previous: &'a Catalog, next: &'a ObjectName) -> Option<&'a Table> {
        previous.tables.get(self.previous_table_name(next))
    }

    /// The name that an enum of the next catalog had.
    pub(super) fn previous_type_name(&self, next: &'a ObjectName) -> &'a ObjectName {
        self.previous_types.get(next).copied().unwrap_or(next)
    }

    /// The name that an enum of the previous catalog gets.
    pub(super) fn next_type_name(&self, previous: &'a ObjectName) -> &'a ObjectName {
        self.next_types.get(previous).copied().unwrap_or(previous)
    }

    /// The renamed columns of a table, those among them that go: next and previous name.
    pub(super) fn columns_of(&self, table: &'a ObjectName) -> impl Iterator<Item = (&'a str, &'a str)> {
        let columns = self.previous_columns.range((table, "")..);
        let own = columns.take_while(move |((own, _), _)| *own == table);
        own.map(|((_, next), previous)| (*next, *previous))
    }

    /// What a table that is to be dropped is called by now.
    pub(super) fn dropped_table(&self, name: &'a ObjectName) -> &ObjectName {
        self.temporary.get(&Renamed::Table(name)).unwrap_or(name)
    }

    /// What an enum that is to be dropped is called by now.
    pub(super) fn dropped_type(&self, name: &'a ObjectName) -> &ObjectName {
        self.temporary.get(&Renamed::Type(name)).unwrap_or(name)
    }

    /// What a column that is to be dropped is called by now.
    pub(super) fn dropped_column(&self, table: &'a ObjectName, name: &'a str) -> &str {
        let temporary = self.temporary.get(&Renamed::Column(table, name));
        temporary.map_or(name, |name| &name.name)
    }

    /// What a constraint that is to be dropped is called by now.
    pub(super) fn dropped_constraint(&self, table: &'a ObjectName, name: &'a str) -> &str {
        let temporary = [true, false].map(|indexed| self.temporary.get(&Renamed::Constraint(table, name, indexed)));
        temporary.into_iter().flatten().next().map_or(name, |name| &name.name)
    }

    /// What an index that is to be dropped is called by now.
    pub(super) fn dropped_index(&self, table: &'a ObjectName, name: &'a str) -> &str {
        let temporary = self.temporary.get(&Renamed::Index(table, name));
        temporary.map_or(name, |name| &name.name)
    }

    /// The statements, each after the one before it. `link` gives numbers that no other chain uses.
    pub(super) fn nodes(&self, mut link: impl FnMut() -> usize) -> Vec<Node<Object<'a>>> {
        let mut nodes: Vec<Node<Object<'a>>> = Vec::new();
        let mut last = None;
        for statement in &self.statements {
            for step in statement.steps() {
                let this = link();
                let mut node = Node::new(step).creates(Object::Link(this));
                if let Some(last) = last.replace(this) {
                    node = node.uses(Object::Link(last));
                }
                nodes.push(statement.relate(node));
            }
        }
        nodes
    }
}

/// A rename that waits for its name.
#[derive(Debug)]
struct Pending<'a> {
    what: Renamed<'a>,
    next: Renamed<'a>,
    now: ObjectName,
    to: ObjectName,
}

impl<'a> Pending<'a> {
    fn new(what: Renamed<'a>, next: Renamed<'a>, now: &ObjectName, to: ObjectName) -> Self {
        Self {
            what,
            next,
            now: now.clone(),
            to,
        }
    }
}
