//! Objects that are SQL: views, functions, triggers, sequences and the like, made and taken away as the server writes them.
//!
//! What changes or goes is taken away before the tables that it reads are touched, and made after all that is done to
//! them; what tables need (the sequence of a default, the function of a check) is there before them and goes after them.
//! An object that stays but stands on a column that changes, or on an object that is taken away, is taken away for the time.

use std::collections::{BTreeMap, BTreeSet};

use super::object::{Object, When};
use super::statement::Sql;
use super::{Planner, Vertex};
use crate::catalog::{Dependency, ObjectId, ObjectName, SqlObject};
use crate::diff::Change;
use crate::plan::Step;
use crate::plan::graph::Node;

/// Bodies may name what does not exist yet, as the server's own dump has it.
const UNCHECKED_BODIES: &str = "SET LOCAL check_function_bodies = off;\n";

/// The steps of objects, and how they stand to those of tables.
#[derive(Debug, Default)]
pub(super) struct Tracked<'a> {
    taken: Vec<Vertex<'a>>,
    made: Vec<Vertex<'a>>,
    /// Tables whose steps wait for an object's.
    cleared: BTreeSet<&'a ObjectName>,
    /// Tables for whose steps an object's waits.
    finished: BTreeSet<&'a ObjectName>,
}

/// What is to be done.
#[derive(Default)]
struct Work<'a> {
    taken: BTreeMap<&'a ObjectId, (&'a SqlObject, bool)>,
    made: BTreeMap<&'a ObjectId, (&'a SqlObject, bool)>,
    altered: BTreeMap<&'a ObjectId, &'a SqlObject>,
}

impl<'a> Planner<'a> {
    /// Finds the triggers that must be there before a new column is filled: what is written meanwhile would be missed.
    pub(super) fn keep_in_step(&mut self, changes: &'a [Change]) {
        for change in changes {
            let Change::CreateObject { object } = change else {
                continue;
            };
            let mut expansions = self.pair.next.expansions.iter();
            if !expansions.any(|expansion| expansion.objects.contains(&object.id)) {
                continue;
            }
            for dependency in &object.depends_on {
                let Dependency::Column(table, column) = dependency else {
                    continue;
                };
                let is_added = |work: &super::TableWork<'a>| work.added.iter().any(|(added, _)| added.name == *column);
                if !self.tables.get(table).is_some_and(is_added) {
                    continue;
                }
                let link = self.link();
                let known = self.kept_in_step.entry((table, column));
                known.or_insert_with(|| (Vec::new(), link)).0.push(&object.id);
            }
        }
    }

    pub(super) fn tracked(&mut self, changes: &'a [Change]) {
        let mut work = Work::default();
        for change in changes {
            match change {
                Change::CreateObject { object } => {
                    work.made.insert(&object.id, (object, false));
                }
                Change::DropObject { object } => {
                    work.taken.insert(&object.id, (object, false));
                }
                Change::AlterObject { object } if object.next.can_come_of(&object.previous) => {
                    work.altered.insert(&object.next.id, &object.next);
                }
                Change::AlterObject { object } => {
                    work.taken.insert(&object.previous.id, (&object.previous, false));
                    work.made.insert(&object.next.id, (&object.next, false));
                }
                _ => {}
            }
        }
        self.take_what_stands_on_changes(&mut work);
        let mut tracked = Tracked::default();
        for (object, returns) in work.taken.into_values() {
            let node = self.take_object(object, returns, &mut tracked);
            tracked.taken.push(node);
        }
        for (object, returns) in work.made.into_values() {
            let id = &object.id;
            let step = sql(object, &object.make).step(if returns {
                format!("Puts the {id} back.")
            } else {
                format!("Creates the {id}.")
            });
            let node = self.make_object(object, step, &mut tracked);
            tracked.made.push(node);
        }
        for object in work.altered.into_values() {
            let id = &object.id;
            let statements = object.alter.as_deref().unwrap_or(&object.make);
            let step = sql(object, statements).step(format!("Changes the {id}."));
            let node = self.make_object(object, step, &mut tracked);
            tracked.made.push(node);
        }
        self.tracked = tracked;
    }

    /// Finds what stays and is in the way.
    fn take_what_stands_on_changes(&self, work: &mut Work<'a>) {
        loop {
            let before = work.taken.len();
            for (id, object) in &self.pair.previous.objects {
                let Some(next) = self.pair.next.objects.get(id).filter(|_| !work.taken.contains_key(id)) else {
                    continue;
                };
                let stands_on_change = object.depends_on.iter().any(|dependency| match dependency {
                    Dependency::Table(table) => {
                        let is_there = self.pair.next.tables.contains_key(self.renames.next_table_name(table));
                        !is_there && !is_relation_of(object, table)
                    }
                    Dependency::Column(table, column) => self.is_column_changed(table, column, object),
                    Dependency::Object(on) => work.taken.contains_key(on),
                });
                if stands_on_change || self.means_more(object, next) {
                    work.altered.remove(id);
                    work.taken.insert(id, (object, true));
                    work.made.insert(id, (next, true));
                }
            }
            if work.taken.len() == before {
                return;
            }
        }
    }

    /// Whether a column goes, with all that stands on it, or becomes another type or collation, which the server refuses
    /// under what reads it.
    fn is_column_changed(&self, table: &ObjectName, column: &str, object: &SqlObject) -> bool {
        const READERS: [&str; 7] = [
            "function",
            "materialized view",
            "policy",
            "procedure",
            "rule",
            "trigger",
            "view",
        ];
        let table = self.renames.next_table_name(table);
        let mut renamed = self.renames.columns_of(table);
        if let Some((next, _)) = renamed.find(|(_, previous)| *previous == column) {
            // The server renames it in what reads it too, and the object is not as it was written then.
            return next != column;
        }
        let Some(work) = self.tables.get(table) else {
            return false;
        };
        let Some(before) = work.before.get(column) else {
            return false;
        };
        let Some(after) = work.after.get(column).filter(|_| !work.is_replaced(column)) else {
            return true;
        };
        let is_retyped = (&before.r#type, &before.collation) != (&after.r#type, &after.collation);
        is_retyped && READERS.contains(&object.id.kind.as_str())
    }

    /// Whether the same SQL means a new column too, as `*` does.
    fn means_more(&self, object: &SqlObject, next: &SqlObject) -> bool {
        next.depends_on
            .difference(&object.depends_on)
            .any(|dependency| match dependency {
                Dependency::Column(table, column) => {
                    let is_added =
                        |work: &super::TableWork<'a>| work.added.iter().any(|(added, _)| added.name == *column);
                    self.tables.get(table).is_some_and(is_added)
                }
                _ => false,
            })
    }

    fn take_object(&self, object: &'a SqlObject, returns: bool, tracked: &mut Tracked<'a>) -> Vertex<'a> {
        let id = &object.id;
        let step = sql(object, &object.take).step(if returns {
            format!("Takes the {id} away for now: it stands on what changes.")
        } else {
            format!("Drops the {id}.")
        });
        let mut node = Node::new(step)
            .drops(Object::Tracked(When::Before, id))
            .frees(Object::TrackedName(id))
            .uses_all(object.objects().map(|on| Object::Tracked(When::Before, on)));
        if let Some(name) = relation_name(id) {
            node = node.frees(name);
        }
        if let Some(namespace) = &id.name.namespace {
            node = node.uses(Object::Namespace(namespace));
        }
        for name in self.pair.previous.enums.keys() {
            node = node.uses(Object::Type(When::Before, self.renames.next_type_name(name)));
        }
        for table in object.tables().difference(&object.needed_by.iter().collect()) {
            let table = self.renames.next_table_name(table);
            node = node.creates(Object::Cleared(table));
            tracked.cleared.insert(table);
        }
        for table in &object.needed_by {
            let table = self.renames.next_table_name(table);
            node = node.uses(Object::Finished(table));
            tracked.finished.insert(table);
        }
        node
    }

    fn make_object(&self, object: &'a SqlObject, step: Step, tracked: &mut Tracked<'a>) -> Vertex<'a> {
        let id = &object.id;
        let mut node_uses = Vec::new();
        let mut node = Node::new(step)
            .creates(Object::Tracked(When::After, id))
            .takes(Object::TrackedName(id))
            .uses_all(object.objects().map(|on| Object::Tracked(When::After, on)));
        if let Some(name) = relation_name(id) {
            node = node.takes(name);
        }
        if let Some(namespace) = &id.name.namespace {
            node = node.uses(Object::Namespace(namespace));
        }
        for name in self.pair.next.enums.keys() {
            node = node.uses(Object::Type(When::After, name));
        }
        let early: BTreeSet<&ObjectName> = (self.kept_in_step.iter())
            .filter(|(_, (triggers, _))| triggers.contains(&id))
            .map(|((table, _), (_, added))| {
                node_uses.push(*added);
                *table
            })
            .collect();
        node = node.uses_all(node_uses);
        for table in object.tables().difference(&object.needed_by.iter().collect()) {
            if early.contains(table) {
                continue;
            }
            node = node.uses(Object::Finished(table));
            tracked.finished.insert(table);
        }
        for dependency in &object.follows {
            match dependency {
                Dependency::Table(table) | Dependency::Column(table, _) => {
                    node = node.uses(Object::Finished(table));
                    tracked.finished.insert(table);
                }
                Dependency::Object(on) => node = node.uses(Object::Tracked(When::After, on)),
            }
        }
        for table in &object.needed_by {
            node = node.creates(Object::Cleared(table));
            tracked.cleared.insert(table);
        }
        node
    }
}

impl<'a> Tracked<'a> {
    /// Puts the steps of objects around those of tables.
    pub(super) fn around(self, nodes: Vec<Vertex<'a>>) -> Vec<Vertex<'a>> {
        let Self {
            mut taken,
            made,
            cleared,
            finished,
        } = self;
        if taken.is_empty() && made.is_empty() {
            return nodes;
        }
        for mut node in nodes {
            let tables: BTreeSet<&'a ObjectName> = node.objects().filter_map(|object| object.table()).collect();
            for table in tables {
                if cleared.contains(table) {
                    node = node.uses(Object::Cleared(table));
                }
                if finished.contains(table) {
                    node = node.creates(Object::Finished(table));
                }
            }
            taken.push(node);
        }
        taken.extend(made);
        taken
    }
}

fn sql(object: &SqlObject, statements: &str) -> Sql {
    let has_body = matches!(object.id.kind.as_str(), "function" | "procedure");
    let prefix = if has_body && statements != object.take {
        UNCHECKED_BODIES
    } else {
        ""
    };
    Sql::Object {
        sql: format!("{prefix}{statements}"),
    }
}

/// An object of a view goes by the view, which is an object too.
fn is_relation_of(object: &SqlObject, table: &ObjectName) -> bool {
    object.id.table.as_ref() == Some(table)
}

/// The name that it has among tables and indexes, if any.
fn relation_name(id: &ObjectId) -> Option<Object<'_>> {
    let is_relation = matches!(id.kind.as_str(), "view" | "materialized view" | "sequence" | "index");
    is_relation.then(|| Object::RelationName(id.name.namespace.as_deref(), &id.name.name))
}
