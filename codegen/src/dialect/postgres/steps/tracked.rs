//! Objects that are SQL: views, functions, triggers, sequences and the like, made and taken away as the server writes them.
//!
//! What changes or goes is taken away before the tables that it reads are touched, and made after all that is done to
//! them; what tables need (the sequence of a default, the function of a check) is there before them and goes after them.
//! An object that stays but stands on a column that changes, or on an object that is taken away, is taken away for the time.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::constraint::Constraint;
use super::impact::also_locks;
use super::object::{Object, When};
use super::statement::{Sql, hazardous, lossy};
use super::{Planner, Vertex};
use crate::catalog::{Dependency, ObjectId, ObjectName, Pair, SqlObject, TypeName};
use crate::dialect::postgres::Postgres;
use crate::diff::{Change, lost_attributes};
use crate::plan::graph::Node;
use crate::plan::{HazardKind, LockLevel, Step};
use crate::statement::{CompositeType, Domain, Script, Words};

/// Bodies may name what does not exist yet, as the server's own dump has it.
const UNCHECKED_BODIES: &str = "SET LOCAL check_function_bodies = off;\n";

/// What a table says of a column that it has of another.
const OVERRIDES: [&str; 2] = ["default of column", "presence of column"];

/// The steps of objects, and how they stand to those of tables.
#[derive(Debug, Default)]
pub(super) struct Tracked<'a> {
    taken: Vec<Vertex<'a>>,
    made: Vec<Vertex<'a>>,
    /// What steps of tables wait for, and what waits for them.
    meetings: HashSet<Object<'a>>,
}

/// Why an object is taken away or made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Why {
    /// It goes for good, or is new.
    Itself,
    /// It is another one after.
    Differs,
    /// It stands on what changes.
    InTheWay,
}

/// What is to be done.
#[derive(Default)]
struct Work<'a> {
    taken: BTreeMap<&'a ObjectId, (&'a SqlObject, Why)>,
    made: BTreeMap<&'a ObjectId, (&'a SqlObject, Why)>,
    /// With what a table loses of its columns of it.
    altered: BTreeMap<&'a ObjectId, (&'a SqlObject, Cow<'a, str>, Vec<String>)>,
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
                    work.made.insert(&object.id, (object, Why::Itself));
                }
                Change::DropObject { object } => {
                    work.taken.insert(&object.id, (object, Why::Itself));
                }
                Change::AlterObject { object } => {
                    let Pair { previous, next } = &**object;
                    if let Some(statements) = in_place(previous, next) {
                        let lost = lost_attributes(self.pair.next.dialect, object);
                        work.altered.insert(&next.id, (next, statements, lost));
                    } else {
                        work.taken.insert(&previous.id, (previous, Why::Differs));
                        work.made.insert(&next.id, (next, Why::Differs));
                    }
                }
                _ => {}
            }
        }
        self.take_what_stands_on_changes(&mut work);
        let mut tracked = Tracked::default();
        for (object, why) in work.taken.into_values() {
            let node = self.take_object(object, why, &mut tracked);
            tracked.taken.push(node);
        }
        for (object, why) in work.made.into_values() {
            let id = &object.id;
            let step = sql(object, &object.make).step(match why {
                Why::Itself => format!("Creates the {id}."),
                Why::Differs => format!("Makes the {id} anew."),
                Why::InTheWay => format!("Puts the {id} back."),
            });
            let node = self.make_object(object, step, &mut tracked);
            tracked.made.push(node);
        }
        for (object, statements, lost) in work.altered.into_values() {
            let id = &object.id;
            let mut step = sql(object, &statements).step(format!("Changes the {id}."));
            for attribute in lost {
                let message = format!("what rows hold in {attribute} of {id} is lost");
                step = hazardous(lossy(step), HazardKind::Loses, message);
            }
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
                let is_anew = |table: &ObjectName| self.anew.contains(self.renames.next_table_name(table));
                let stands_on_change = object.depends_on.iter().any(|dependency| match dependency {
                    Dependency::Table(table) | Dependency::Column(table, _) if is_anew(table) => true,
                    Dependency::Table(table) => {
                        let is_there = self.pair.next.tables.contains_key(self.renames.next_table_name(table));
                        !is_there && !is_relation_of(object, table)
                    }
                    Dependency::Column(table, column) => self.is_column_changed(table, column, object),
                    Dependency::Object(on) => work.taken.contains_key(on),
                });
                // A policy that is changed says all that it means; it gives nothing that more columns would not fit into.
                let is_said_anew = id.kind == "policy" && work.altered.contains_key(id);
                let means_more = !is_said_anew && self.means_more(object, next);
                if stands_on_change || means_more || self.names_type_made_anew(object) {
                    work.altered.remove(id);
                    work.taken.insert(id, (object, Why::InTheWay));
                    work.made.insert(id, (next, Why::InTheWay));
                }
            }
            if work.taken.len() == before {
                return;
            }
        }
    }

    /// Whether a column goes, with all that stands on it, or becomes another type or collation, which the server refuses
    /// under what reads it.
    fn is_column_changed(&self, table: &'a ObjectName, column: &str, object: &SqlObject) -> bool {
        let mut holders = self.with_those_above(When::Before, table).into_iter();
        holders.any(|holder| self.is_own_column_changed(holder, column, object, holder != table))
    }

    fn is_own_column_changed(&self, table: &'a ObjectName, column: &str, object: &SqlObject, is_above: bool) -> bool {
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
        // What changes in a table changes in all that is made of it, whatever they say of the column themselves.
        if is_above && OVERRIDES.contains(&object.id.kind.as_str()) && work.altered.contains_key(column) {
            return true;
        }
        let is_retyped = (&before.r#type, &before.collation) != (&after.r#type, &after.collation)
            || matches!(&after.r#type.r#type, TypeName::Enum(name) if self.is_made_anew(name));
        is_retyped && READERS.contains(&object.id.kind.as_str())
    }

    /// Whether an object stands on an enum that is made anew, as one that takes or gives its values does. What a table needs
    /// cannot be taken away.
    fn names_type_made_anew(&self, object: &SqlObject) -> bool {
        let mut anew = self
            .types
            .values()
            .filter(|change| self.is_made_anew(&change.object.next.name))
            .peekable();
        if anew.peek().is_none() || !object.needed_by.is_empty() {
            return false;
        }
        let Ok(script) = Script::read(&Postgres, &object.make) else {
            return false;
        };
        let words = Words::of(&Postgres, &script, true);
        let is_named = |name: &str| words.likely.iter().chain(&words.possible).any(|word| word.name == name);
        anew.any(|change| is_named(&change.object.previous.name.name))
    }

    /// A table and those that it has columns of, by the names of that state.
    fn with_those_above(&self, when: When, table: &'a ObjectName) -> Vec<&'a ObjectName> {
        let catalog = match when {
            When::Before => self.pair.previous,
            When::After => self.pair.next,
        };
        let above = catalog.tables.get(table).map(|table| catalog.ancestors(table));
        let above = above.into_iter().flatten().map(|table| &table.name);
        std::iter::once(table).chain(above).collect()
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

    fn take_object(&self, object: &'a SqlObject, why: Why, tracked: &mut Tracked<'a>) -> Vertex<'a> {
        let id = &object.id;
        let step = sql(object, &object.take).step(match why {
            Why::Itself => format!("Drops the {id}."),
            Why::Differs => format!("Takes the {id} away: it cannot be changed in place."),
            Why::InTheWay => format!("Takes the {id} away for now: it stands on what changes."),
        });
        let step = locking(told_about(step, object, why), object);
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
            for table in self.with_those_above(When::Before, table) {
                let table = self.renames.next_table_name(table);
                node = node.creates(tracked.meet(Object::Cleared(table)));
            }
        }
        for table in &object.needed_by {
            let table = self.renames.next_table_name(table);
            node = node.uses(tracked.meet(Object::Finished(table)));
        }
        node
    }

    fn make_object(&self, object: &'a SqlObject, step: Step, tracked: &mut Tracked<'a>) -> Vertex<'a> {
        let step = locking(step, object);
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
            let after = if self.waits_for_columns_alone(object, table) {
                Object::Settled(table)
            } else {
                Object::Finished(table)
            };
            node = node.uses(tracked.meet(after));
            for above in self.with_those_above(When::After, table).into_iter().skip(1) {
                node = node.uses(tracked.meet(Object::Settled(above)));
            }
        }
        for dependency in &object.follows {
            match dependency {
                Dependency::Table(table) | Dependency::Column(table, _) => {
                    node = node.uses(tracked.meet(Object::Settled(table)));
                }
                Dependency::Object(on) => node = node.uses(Object::Tracked(When::After, on)),
            }
        }
        for table in &object.needed_by {
            node = node.creates(tracked.meet(Object::Equipped(table)));
        }
        node
    }

    /// Whether an object can be there as soon as the columns of a table are: what is read or written meanwhile should not
    /// miss it while indexes are built and rows looked through. A view may stand on a primary key.
    fn waits_for_columns_alone(&self, object: &SqlObject, table: &ObjectName) -> bool {
        let new_key = || {
            let work = self.tables.get(table);
            let mut added = work.iter().flat_map(|work| work.added_constraints.values());
            added.any(|added| matches!(added.what, Constraint::PrimaryKey(_)))
        };
        match object.id.kind.as_str() {
            "function" | "procedure" | "policy" | "rule" | "trigger" => true,
            "view" => !new_key(),
            _ => false,
        }
    }
}

impl<'a> Tracked<'a> {
    fn meet(&mut self, meeting: Object<'a>) -> Object<'a> {
        self.meetings.insert(meeting);
        meeting
    }

    /// Puts the steps of objects around those of tables.
    pub(super) fn around(self, nodes: Vec<Vertex<'a>>) -> Vec<Vertex<'a>> {
        let Self {
            mut taken,
            made,
            meetings,
        } = self;
        if taken.is_empty() && made.is_empty() {
            return nodes;
        }
        for mut node in nodes {
            let tables: BTreeSet<&'a ObjectName> = node.objects().filter_map(|object| object.table()).collect();
            let is_column = |object: &&Object<'a>| matches!(object, Object::Table(..) | Object::Column(..));
            let reshaped = node.changed().filter(is_column).filter_map(|object| object.table());
            let reshaped: BTreeSet<&'a ObjectName> = reshaped.collect();
            let is_met = |meeting: &Object<'a>| meetings.contains(meeting);
            for table in tables {
                node = node.uses_all(Some(Object::Equipped(table)).filter(is_met));
                if is_met(&Object::Finished(table)) {
                    node = node.creates(Object::Finished(table));
                }
            }
            for table in reshaped {
                node = node.uses_all(Some(Object::Cleared(table)).filter(is_met));
                if is_met(&Object::Settled(table)) {
                    node = node.creates(Object::Settled(table));
                }
            }
            taken.push(node);
        }
        taken.extend(made);
        taken
    }
}

/// The statements that turn an object into another where it stands, where there are any.
fn in_place<'a>(previous: &SqlObject, next: &'a SqlObject) -> Option<Cow<'a, str>> {
    let makes = [previous, next].map(|object| object.make.as_str());
    match next.id.kind.as_str() {
        "domain" => {
            let [before, after] = makes.map(|make| Domain::read(&Postgres, make));
            return after?.alter_from(&Postgres, &before?).map(Cow::Owned);
        }
        "composite type" | "type" => {
            let [before, after] = makes.map(|make| CompositeType::read(&Postgres, make));
            return after?.alter_from(&Postgres, &before?).map(Cow::Owned);
        }
        _ => {}
    }
    let alter = next.alter.as_deref().filter(|_| next.can_come_of(previous));
    alter.map(Cow::Borrowed)
}

/// What goes with an object.
fn told_about(step: Step, object: &SqlObject, why: Why) -> Step {
    let id = &object.id;
    let step = match (why, id.kind.as_str()) {
        (Why::Itself, "view" | "materialized view" | "function" | "procedure" | "aggregate" | "sequence") => hazardous(
            step,
            HazardKind::BreaksOlderCode,
            format!("code that uses the {id} fails from here on"),
        ),
        _ => step,
    };
    if object.holds_data() {
        let message = format!("what the {id} holds is lost");
        hazardous(lossy(step), HazardKind::Loses, message)
    } else {
        step
    }
}

/// What belongs to a table locks it (manual, CREATE TRIGGER, CREATE POLICY and section 13.3.1); to make a trigger, writes
/// alone have to wait.
fn locking(step: Step, object: &SqlObject) -> Step {
    let Some(table) = &object.id.table else {
        return step;
    };
    let kind = object.id.kind.as_str();
    let level = match kind {
        "statistics" => LockLevel::ShareUpdateExclusive,
        _ if kind.starts_with("comment on") => LockLevel::ShareUpdateExclusive,
        "trigger" => LockLevel::ShareRowExclusive,
        "index" => LockLevel::Share,
        _ => LockLevel::AccessExclusive,
    };
    also_locks(step, table, level)
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
