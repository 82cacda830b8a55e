//! Renames. They happen all at once and come before everything else, so that every other statement can use the next
//! names. A name that is still held when a rename wants it is given up through a temporary one: by a rename that
//! waits for us in turn (a swap), or by something that is dropped later.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::object::{Object, When};
use super::sql_text::{identifier, index_name, object_name};
use super::statement::Sql;
use crate::catalog::{Catalog, ObjectName, Table};
use crate::diff::{Change, TableChange};
use crate::plan::Step;
use crate::plan::graph::Node;

/// A name that can be held by one thing only.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Name {
    /// Among the tables and indexes of a namespace.
    Relation(Option<String>, String),
    /// Among the types of a namespace; a table is one too.
    Type(Option<String>, String),
    /// Among the columns of a table, which goes by its next name.
    Column(ObjectName, String),
    /// Among the constraints of a table, likewise.
    Constraint(ObjectName, String),
}

/// What is renamed. Tables go by their next names where they are not it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Renamed<'a> {
    Type(&'a ObjectName),
    Table(&'a ObjectName),
    Column(&'a ObjectName, &'a str),
    /// `true`: an index belongs to it and bears its name.
    Constraint(&'a ObjectName, &'a str, bool),
    Index(&'a ObjectName, &'a str),
}

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
}

impl<'a> Renames<'a> {
    /// Works the renames of a list of changes out.
    pub(super) fn of(previous: &'a Catalog, changes: &'a [Change]) -> Self {
        let mut renames = Self::default();
        let mut pending = VecDeque::new();
        for change in changes {
            renames.take_in(previous, change, &mut pending);
        }
        if !pending.is_empty() {
            // What is in a table is renamed under the table's next name, so after it.
            let renamed: BTreeSet<_> = pending.iter().map(|rename| rename.next).collect();
            let outer = |rename: &Pending<'_>| matches!(rename.what, Renamed::Type(_) | Renamed::Table(_));
            let (outer, inner) = pending.into_iter().partition(outer);
            let mut leaving = dropped(changes);
            // What is renamed before it is dropped has given up its name by then.
            leaving.retain(|_, what| !renamed.contains(what));
            renames.order(outer, &mut leaving);
            renames.order(inner, &mut leaving);
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

    fn order(&mut self, mut pending: VecDeque<Pending<'a>>, leaving: &mut BTreeMap<Name, Renamed<'a>>) {
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
                let to = temporary_name(&now, self.statements.len());
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
                let to = temporary_name(&rename.now, self.statements.len());
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
        });
    }

    /// The name that a table of the next catalog had.
    pub(super) fn previous_table_name(&self, next: &'a ObjectName) -> &'a ObjectName {
        self.previous_tables.get(next).copied().unwrap_or(next)
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

    /// The name that a column of the next catalog had.
    pub(super) fn previous_column_name(&self, table: &'a ObjectName, next: &'a str) -> &'a str {
        self.previous_columns.get(&(table, next)).copied().unwrap_or(next)
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

/// A name in the namespace of a table.
fn within(table: &ObjectName, name: &str) -> ObjectName {
    ObjectName::in_namespace(table.namespace.clone(), name)
}

fn owns_index(table: &Table, constraint: &str) -> bool {
    table.primary_key.as_ref().is_some_and(|key| key.name == constraint)
        || table.uniques.iter().any(|unique| unique.name == constraint)
}

/// The names that `what` holds when it is called `name`.
fn names(what: Renamed<'_>, name: &ObjectName) -> Vec<Name> {
    let relation = || Name::Relation(name.namespace.clone(), name.name.clone());
    let of_type = || Name::Type(name.namespace.clone(), name.name.clone());
    match what {
        Renamed::Type(_) => vec![of_type()],
        Renamed::Table(_) => vec![relation(), of_type()],
        Renamed::Column(table, _) => vec![Name::Column(table.clone(), name.name.clone())],
        Renamed::Constraint(table, _, indexed) => {
            let own = Name::Constraint(table.clone(), name.name.clone());
            if indexed { vec![own, relation()] } else { vec![own] }
        }
        Renamed::Index(..) => vec![relation()],
    }
}

fn current_name(what: Renamed<'_>) -> ObjectName {
    match what {
        Renamed::Type(name) | Renamed::Table(name) => name.clone(),
        Renamed::Column(table, name) | Renamed::Constraint(table, name, _) | Renamed::Index(table, name) => {
            within(table, name)
        }
    }
}

/// What is dropped, by the names it holds until then.
fn dropped(changes: &[Change]) -> BTreeMap<Name, Renamed<'_>> {
    let mut dropped = Vec::new();
    for change in changes {
        match change {
            Change::DropTable { object } => {
                dropped.push(Renamed::Table(&object.name));
                dropped.extend(
                    object
                        .indexes
                        .iter()
                        .map(|index| Renamed::Index(&object.name, &index.name)),
                );
                let keys = object.primary_key.iter().map(|key| &key.name);
                let keys = keys.chain(object.uniques.iter().map(|unique| &unique.name));
                dropped.extend(keys.map(|name| Renamed::Index(&object.name, name)));
            }
            Change::DropEnum { object } if object.native => dropped.push(Renamed::Type(&object.name)),
            Change::AlterTable { table, changes } => {
                dropped.extend(changes.iter().filter_map(|change| dropped_of(table, change)));
            }
            _ => {}
        }
    }
    dropped
        .into_iter()
        .flat_map(|what| {
            names(what, &current_name(what))
                .into_iter()
                .map(move |name| (name, what))
        })
        .collect()
}

fn dropped_of<'a>(table: &'a ObjectName, change: &'a TableChange) -> Option<Renamed<'a>> {
    let constraint = |name, indexed| Renamed::Constraint(table, name, indexed);
    match change {
        TableChange::DropColumn { column } => Some(Renamed::Column(table, &column.name)),
        TableChange::PrimaryKey { key } => key.previous.as_ref().map(|key| constraint(&key.name, true)),
        TableChange::Unique { unique } => unique.previous.as_ref().map(|unique| constraint(&unique.name, true)),
        TableChange::Check { check } => check.previous.as_ref().map(|check| constraint(&check.name, false)),
        TableChange::ForeignKey { foreign_key } => {
            let previous = foreign_key.previous.as_ref();
            previous.map(|key| constraint(&key.name, false))
        }
        TableChange::Index { index } => {
            let previous = index.previous.as_ref();
            previous.map(|index| Renamed::Index(table, &index.name))
        }
        _ => None,
    }
}

/// A name that nothing else has, within 63 bytes.
fn temporary_name(name: &ObjectName, number: usize) -> ObjectName {
    let suffix = format!("__moving_{number}");
    let mut end = name.name.len().min(63 - suffix.len());
    while !name.name.is_char_boundary(end) {
        end -= 1;
    }
    ObjectName::in_namespace(name.namespace.clone(), format!("{}{suffix}", &name.name[..end]))
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
                    let (name, schema) = (object_name(now), identifier(schema));
                    steps.push(Sql::MoveType { name, schema }.step(comment.clone()));
                }
                if renamed {
                    let (name, to) = (object_name(place), identifier(&to.name));
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
                    steps.push(Sql::RenameTable { table, to }.step(comment));
                }
            }
            Renamed::Column(table, _) => {
                let (table, from, to) = (object_name(table), identifier(&now.name), identifier(&to.name));
                steps.push(Sql::RenameColumn { table, from, to }.step(comment));
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
