//! Renames. They happen all at once and come before everything else, so that every other statement can use the next
//! names. A name that is still held when a rename wants it is given up through a temporary one: by a rename that
//! waits for us in turn (a swap), or by something that is dropped later.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::held::{Name, Renamed, current_name, dropped, names, owns_index, within};
use super::object::{Object, When};
use super::sql_text::{identifier, index_name, object_name, type_name};
use super::statement::{Sql, hazardous};
use super::temporary::TemporaryNames;
use crate::catalog::{Catalog, ObjectName, Table};
use crate::diff::Change;
use crate::plan::graph::Node;
use crate::plan::{HazardKind, Step};

/// The renames of a plan, in an order in which each finds its name free.
#[derive(Debug, Default)]
pub(super) struct Renames<'a> {
    statements: Vec<Statement<'a>>,
    /// Next name → previous name.
    previous_tables: BTreeMap<&'a ObjectName, &'a ObjectName>,
    previous_types: BTreeMap<&'a ObjectName, &'a ObjectName>,
    /// Previous name → next name.
    next_types: BTreeMap<&'a ObjectName, &'a ObjectName>,
    previous_columns: BTreeMap<(&'a ObjectName, &'a str), &'a str>,
    /// Things to be dropped that had to give up their names before.
    temporary: BTreeMap<Renamed<'a>, ObjectName>,
}

/// A rename as it runs: through `now`, which is not the first name after a temporary one.
#[derive(Debug)]
struct Statement<'a> {
    what: Renamed<'a>,
    now: ObjectName,
    to: ObjectName,
    /// The last one of this thing, `None` where it waits under a temporary name.
    next: Option<Renamed<'a>>,
    temporary: bool,
    /// It runs while tables still have their previous names and namespaces, so the thing is named without them.
    before_tables: bool,
}

impl<'a> Renames<'a> {
    /// Works the renames of a list of changes out.
    pub(super) fn of(previous: &'a Catalog, changes: &'a [Change], temporary: &mut TemporaryNames) -> Self {
        let mut renames = Self::default();
        let mut pending = VecDeque::new();
        for change in changes {
            renames.take_in(previous, change, &mut pending);
        }
        if !pending.is_empty() {
            // What is in a table is renamed under the table's next name, so after it.
            let renamed: BTreeSet<_> = pending.iter().map(|rename| rename.next).collect();
            let outer = |rename: &Pending<'_>| matches!(rename.what, Renamed::Type(_) | Renamed::Table(_));
            let (outer, mut inner): (VecDeque<_>, VecDeque<_>) = pending.into_iter().partition(outer);
            let mut leaving = dropped(changes);
            // What is renamed before it is dropped has given up its name by then.
            leaving.retain(|_, what| !renamed.contains(what));
            renames.clear_the_way(&outer, &mut inner, &mut leaving, temporary);
            renames.order(outer, &mut leaving, temporary);
            renames.order(inner, &mut leaving, temporary);
        }
        renames
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

    fn move_away(&mut self, what: Renamed<'a>, now: ObjectName, temporary: &mut TemporaryNames) -> ObjectName {
        let to = temporary.name(&now, &self.temporary_suffix());
        self.statements.push(Statement {
            what,
            now,
            to: to.clone(),
            next: None,
            temporary: true,
            before_tables: true,
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
                self.push(holder, now, to, None, true);
                pending.push_front(rename);
            } else if !needed.iter().any(|name| held.contains(name) && !own.contains(name)) {
                for name in &own {
                    held.remove(name);
                }
                self.push(rename.what, rename.now, rename.to, Some(rename.next), false);
                waited = 0;
            } else if waited > pending.len() {
                // All that is left waits for each other: this one steps aside.
                let to = temporary.name(&rename.now, &self.temporary_suffix());
                for name in &own {
                    held.remove(name);
                }
                self.push(rename.what, rename.now, to.clone(), None, true);
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

    fn push(&mut self, what: Renamed<'a>, now: ObjectName, to: ObjectName, next: Option<Renamed<'a>>, temporary: bool) {
        self.statements.push(Statement {
            what,
            now,
            to,
            next,
            temporary,
            before_tables: false,
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

impl<'a> Statement<'a> {
    /// One statement, or two where both name and namespace differ.
    fn steps(&self) -> Vec<Step> {
        let (now, to) = (&self.now, &self.to);
        let renamed = now.name != to.name;
        let moved = now.namespace != to.namespace;
        let schema = to.namespace.as_deref().unwrap_or("public");
        let there = ObjectName::in_namespace(to.namespace.clone(), now.name.clone());
        let place = if moved { &there } else { now };
        let comment = self.comment();
        let mut steps = Vec::new();
        match self.what {
            Renamed::Type(_) => {
                if moved {
                    let (name, schema) = (type_name(now), identifier(schema));
                    steps.push(Sql::MoveType { name, schema }.step(comment.clone()));
                }
                if renamed {
                    let (name, to) = (type_name(place), identifier(&to.name));
                    steps.push(Sql::RenameType { name, to }.step(comment));
                }
            }
            Renamed::Table(_) => {
                if moved {
                    let (table, schema) = (object_name(now), identifier(schema));
                    steps.push(Sql::MoveTable { table, schema }.step(comment.clone()));
                }
                if renamed {
                    let (table, to) = (object_name(place), identifier(&to.name));
                    let step = Sql::RenameTable { table, to }.step(comment);
                    steps.push(self.breaking(step));
                }
            }
            Renamed::Column(table, _) => {
                let (table, from, to) = (object_name(table), identifier(&now.name), identifier(&to.name));
                let step = Sql::RenameColumn { table, from, to }.step(comment);
                steps.push(self.breaking(step));
            }
            // The constraint of an index goes by the index's name (manual, ALTER INDEX).
            Renamed::Constraint(..) | Renamed::Index(..) if self.before_tables => {
                let (index, to) = (object_name(now), identifier(&to.name));
                steps.push(Sql::RenameIndex { index, to }.step(comment));
            }
            Renamed::Constraint(table, ..) => {
                let (table, from, to) = (object_name(table), identifier(&now.name), identifier(&to.name));
                steps.push(Sql::RenameConstraint { table, from, to }.step(comment));
            }
            Renamed::Index(table, _) => {
                let (index, to) = (index_name(table, &now.name), identifier(&to.name));
                steps.push(Sql::RenameIndex { index, to }.step(comment));
            }
        }
        steps
    }

    /// Code that knows the name it had fails from here on.
    fn breaking(&self, step: Step) -> Step {
        if self.temporary {
            return step;
        }
        let name = current_name(self.what);
        let name = match self.what {
            Renamed::Table(_) => name.to_string(),
            _ => name.name,
        };
        hazardous(
            step,
            HazardKind::BreaksOlderCode,
            format!("code that knows it as {name} fails from here on"),
        )
    }

    fn comment(&self) -> String {
        let (now, to) = (&self.now, &self.to);
        let what = match self.what {
            Renamed::Type(_) => format!("type {now}"),
            Renamed::Table(_) => format!("table {now}"),
            Renamed::Column(table, _) => format!("column {table}.{}", now.name),
            Renamed::Constraint(table, ..) => format!("constraint {} of {table}", now.name),
            Renamed::Index(..) => format!("index {now}"),
        };
        if self.temporary {
            return format!("Moves {what} out of the way: its name is taken over below.");
        }
        match self.what {
            Renamed::Type(_) | Renamed::Table(_) => format!("Renames {what} to {to}; no row is touched."),
            _ => format!("Renames {what} to {}; no row is touched.", to.name),
        }
    }

    fn relate(&self, mut node: Node<Object<'a>>) -> Node<Object<'a>> {
        use When::{After, Before};
        if let Renamed::Type(name) | Renamed::Table(name) = self.what {
            let spaces = [name, self.next_name().unwrap_or(name)];
            let spaces = spaces.into_iter().filter_map(|name| name.namespace.as_deref());
            node = node.uses_all(spaces.map(Object::Namespace));
        }
        node = match self.what {
            Renamed::Type(name) => node.frees(Object::type_name(name)),
            Renamed::Table(name) => node
                .frees(Object::relation_name(name, &name.name))
                .frees(Object::type_name(name)),
            Renamed::Column(table, name) => node.frees(Object::ColumnName(table, name)),
            Renamed::Constraint(table, name, indexed) => {
                let node = node.frees(Object::ConstraintName(table, name));
                if indexed {
                    node.frees(Object::relation_name(table, name))
                } else {
                    node
                }
            }
            Renamed::Index(table, name) => node.frees(Object::relation_name(table, name)),
        };
        for when in [Before, After] {
            node = match self.next {
                Some(Renamed::Type(name)) => node.creates(Object::Type(when, name)),
                Some(Renamed::Table(name)) => node.creates(Object::Table(when, name)),
                Some(Renamed::Column(table, name)) => node.creates(Object::Column(when, table, name)),
                Some(Renamed::Constraint(table, name, _)) => node.creates(Object::Constraint(when, table, name)),
                Some(Renamed::Index(table, name)) => node.creates(Object::Index(when, table, name)),
                None => node,
            };
        }
        node
    }

    fn next_name(&self) -> Option<&'a ObjectName> {
        match self.next {
            Some(Renamed::Type(name) | Renamed::Table(name)) => Some(name),
            _ => None,
        }
    }
}
