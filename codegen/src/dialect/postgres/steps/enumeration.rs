//! Enums: types of their own, and those kept as text.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::object::{Object, When};
use super::sql_text::{column_type, identifier, text, type_name};
use super::statement::Sql;
use super::{Planner, Vertex, comment_step};
use crate::catalog::{Column, Enum, ObjectName, TypeName};
use crate::diff::{Change, EnumChange};
use crate::plan::graph::Node;
use crate::plan::{Step, StepMode};

/// Where the values of an enum go that are not what they were.
#[derive(Debug, Clone)]
pub(super) struct Mapping<'a> {
    /// Value → the one its rows get; none where there are to be no rows of it, which is checked before all else.
    moved: Vec<(&'a str, Option<&'a str>)>,
    /// Values after.
    next: BTreeSet<&'a str>,
    /// The type is made anew, so every column of it is converted.
    pub(super) recreated: bool,
}

impl<'a> Mapping<'a> {
    pub(super) fn of(change: &'a EnumChange) -> Self {
        let values = change.object.previous.values.iter().map(String::as_str);
        let moved = values.map(|value| (value, change.fate(value)));
        let moved = moved.filter(|(value, fate)| *fate != Some(value));
        let native = change.object.previous.native && change.object.next.native;
        Self {
            moved: moved.collect(),
            next: change.object.next.values.iter().map(String::as_str).collect(),
            recreated: native && !is_in_place(change),
        }
    }

    /// Whether columns of the enum need anything.
    pub(super) fn is_needed(&self, change: &EnumChange) -> bool {
        let native = change.object.previous.native && change.object.next.native;
        self.recreated || (!native && !self.moved.is_empty())
    }

    /// The values that no row may have.
    pub(super) fn refused(&self) -> impl Iterator<Item = &'a str> {
        self.moved.iter().filter(|(_, to)| to.is_none()).map(|(from, _)| *from)
    }

    /// For USING: each value as it is to be, in the column's next type.
    pub(super) fn cast(&self, column: &Column) -> String {
        let to = column_type(&column.r#type);
        let name = identifier(&column.name);
        if column.r#type.array {
            format!("{}::{to}", self.array(&format!("{name}::text[]")))
        } else if self.arms().is_empty() {
            format!("{name}::text::{to}")
        } else {
            format!("({})::{to}", self.case(&format!("{name}::text")))
        }
    }

    /// For UPDATE of a text column: the value, and which rows get one.
    pub(super) fn update(&self, column: &Column) -> Option<(String, String)> {
        let arms = self.arms();
        if self.moved.is_empty() || (arms.is_empty() && !column.r#type.array) {
            return None;
        }
        let name = identifier(&column.name);
        let literals = |values: &mut dyn Iterator<Item = &str>| values.map(text).collect::<Vec<_>>().join(", ");
        Some(if column.r#type.array {
            let affected = literals(&mut self.moved.iter().map(|(from, _)| *from));
            (self.array(&name), format!("{name} && ARRAY[{affected}]"))
        } else {
            let affected = literals(&mut arms.iter().map(|(from, _)| *from));
            (self.case(&name), format!("{name} IN ({affected})"))
        })
    }

    /// A value without a fate stays what it is, and the server refuses it; unless another one has got its name.
    fn arms(&self) -> Vec<(&'a str, String)> {
        let arm = |(from, to): &(&'a str, Option<&'a str>)| match to {
            Some(to) => Some((*from, text(to))),
            None if self.next.contains(from) => Some((*from, text(&gone(from)))),
            None => None,
        };
        self.moved.iter().filter_map(arm).collect()
    }

    fn case(&self, value: &str) -> String {
        let mut case = format!("CASE {value}");
        for (from, to) in self.arms() {
            write!(case, " WHEN {} THEN {to}", text(from)).expect("writing to a String cannot fail");
        }
        write!(case, " ELSE {value} END").expect("writing to a String cannot fail");
        case
    }

    /// Elements are replaced one after another, so a swap goes through values that none has.
    fn array(&self, value: &str) -> String {
        let arms = self.arms();
        let meets = arms
            .iter()
            .any(|(_, to)| arms.iter().any(|(from, _)| text(from) == *to));
        let aside = |from: &str| text(&format!("moving to another value: {from}"));
        let mut array = value.to_owned();
        for (from, to) in &arms {
            let to = if meets { aside(from) } else { to.clone() };
            array = format!("array_replace({array}, {}, {to})", text(from));
        }
        if meets {
            for (from, to) in arms {
                array = format!("array_replace({array}, {}, {to})", aside(from));
            }
        }
        array
    }
}

/// What no enum has, for a value that must not become the one that has its name now.
fn gone(value: &str) -> String {
    format!("{value}, which is gone")
}

/// Whether `ALTER TYPE … RENAME VALUE` and `ADD VALUE` are enough: all values stay, in the same order.
fn is_in_place(change: &EnumChange) -> bool {
    let kept = change.object.previous.values.iter();
    let mut kept = kept.map(|value| change.renamed.get(value).unwrap_or(value)).peekable();
    for value in &change.object.next.values {
        if kept.peek() == Some(&value) {
            kept.next();
        }
    }
    kept.peek().is_none()
}

impl<'a> Planner<'a> {
    /// First of all steps: values are added outside any transaction, and so cut a file in two least where they stand at
    /// its head.
    pub(super) fn alter_types(&mut self) {
        let changes: Vec<_> = self.types.values().copied().collect();
        for change in changes {
            let (previous, next) = (&change.object.previous, &change.object.next);
            match (previous.native, next.native) {
                (true, true) if is_in_place(change) => self.alter_type_in_place(change),
                (true, true) => self.recreate_type(change),
                (false, true) => self.create_type(next),
                (true, false) => self.drop_type(&next.name, &next.name),
                (false, false) => {}
            }
            if previous.native && next.native && previous.comment != next.comment {
                let step = comment_step("TYPE", type_name(&next.name), next.comment.as_deref());
                self.push(Node::new(step).uses(Object::Type(When::After, &next.name)));
            }
        }
    }

    pub(super) fn create_and_drop_types(&mut self, changes: &'a [Change]) {
        for change in changes {
            match change {
                Change::CreateEnum { object } if object.native => self.create_type(object),
                Change::DropEnum { object } if object.native => {
                    let current = self.renames.dropped_type(&object.name);
                    self.drop_type(&object.name, current);
                }
                _ => {}
            }
        }
    }

    fn create_type(&mut self, object: &'a Enum) {
        let name = &object.name;
        let step = create(object).step(format!("Creates the type {name}."));
        self.push(
            Node::new(step)
                .uses_all(name.namespace.as_deref().map(Object::Namespace))
                .takes(Object::type_name(name))
                .creates(Object::Type(When::After, name)),
        );
        if object.comment.is_some() {
            let step = comment_step("TYPE", type_name(name), object.comment.as_deref());
            self.push(Node::new(step).uses(Object::Type(When::After, name)));
        }
    }

    fn drop_type(&mut self, name: &'a ObjectName, current: &ObjectName) {
        let sql = Sql::DropType {
            name: type_name(current),
        };
        let step = sql.step(format!("Drops the type {name}, which no column has any more."));
        self.push(
            Node::new(step)
                .uses_all(name.namespace.as_deref().map(Object::Namespace))
                .drops(Object::Type(When::Before, name))
                .frees(Object::type_name(name)),
        );
    }

    fn alter_type_in_place(&mut self, change: &'a EnumChange) {
        let next = &change.object.next;
        let name = &next.name;
        let mut chain = renamed_values(change);
        chain.extend(added_values(change));
        let chain: Vec<Vertex<'a>> = chain.into_iter().map(Node::new).collect();
        self.push_chain(
            chain,
            |node| node.uses(Object::Type(When::Before, name)).drops(Object::Values(name)),
            |node| node.creates(Object::Type(When::After, name)),
        );
    }

    /// What a column needs that leaves an enum: its values take the names along that they have.
    pub(super) fn values_left(&self, previous: &'a Column, next: &'a Column) -> Option<Object<'a>> {
        let enumeration = |column: &'a Column| match &column.r#type.r#type {
            TypeName::Enum(name) => Some(name),
            TypeName::BuiltIn(_) => None,
        };
        let left = self.renames.next_type_name(enumeration(previous)?);
        // Two columns that change enums with each other would wait for each other.
        let to = enumeration(next).filter(|to| *to == left || self.types.contains_key(to));
        to.is_none().then_some(Object::Values(left))
    }

    /// Whether a new type takes the place of an enum's, by its next name.
    pub(super) fn is_made_anew(&self, name: &ObjectName) -> bool {
        self.types.get(name).is_some_and(|change| Mapping::of(change).recreated)
    }

    /// PostgreSQL removes and reorders no values, so the type is made anew and every column of it converted.
    fn recreate_type(&mut self, change: &'a EnumChange) {
        let next = &change.object.next;
        let name = &next.name;
        let old = self.temporary.name(name, "__old");
        self.links += 1;
        let aside = Object::Link(self.links);
        let sql = Sql::RenameType {
            name: type_name(name),
            to: identifier(&old.name),
        };
        let comment = format!("No value can be taken from {name} or moved in it: a new type takes its place.");
        self.push(
            Node::new(sql.step(comment))
                .uses(Object::Type(When::Before, name))
                .creates(aside),
        );
        self.push(
            Node::new(create(next).plain_step())
                .uses(aside)
                .creates(Object::Type(When::After, name)),
        );
        if next.comment.is_some() && next.comment == change.object.previous.comment {
            let step = comment_step("TYPE", type_name(name), next.comment.as_deref());
            self.push(Node::new(step).uses(Object::Type(When::After, name)));
        }
        let sql = Sql::DropType { name: type_name(&old) };
        let step = sql.step(format!("No column has the old {name} any more."));
        self.push(Node::new(step).uses(aside).drops(Object::Type(When::Before, name)));
    }
}

fn create(object: &Enum) -> Sql {
    Sql::CreateType {
        name: type_name(&object.name),
        values: object.values.iter().map(|value| text(value)).collect(),
    }
}

/// `RENAME VALUE`, one name after another, through a temporary one where they go in a circle.
fn renamed_values(change: &EnumChange) -> Vec<Step> {
    let name = &change.object.next.name;
    let rename = |from: &str, to: &str| Sql::RenameValue {
        name: type_name(name),
        from: text(from),
        to: text(to),
    };
    let mut pending: BTreeMap<&str, &str> = change
        .renamed
        .iter()
        .filter(|(from, to)| from != to)
        .map(|(from, to)| (from.as_str(), to.as_str()))
        .collect();
    let mut steps = Vec::new();
    let mut aside: Vec<(String, &str)> = Vec::new();
    let values = || change.object.previous.values.iter().chain(&change.object.next.values);
    while let Some((&first, _)) = pending.first_key_value() {
        let free = pending.iter().find(|(_, to)| !pending.contains_key(**to));
        if let Some((&from, &to)) = free {
            steps.push(rename(from, to).step(format!(
                "Renames the value {from} of {name} to {to}; no row is touched."
            )));
            pending.remove(from);
        } else {
            let to = pending.remove(first).unwrap_or(first);
            let mut between = format!("moving {}", aside.len());
            while values().any(|value| *value == between) {
                between.push('_');
            }
            steps.push(rename(first, &between).step(format!("Moves the value {first} of {name} out of the way.")));
            aside.push((between, to));
        }
    }
    for (between, to) in aside {
        steps.push(rename(&between, to).step(format!("Gives it its new name {to}.")));
    }
    steps
}

/// `ADD VALUE`, each at its place. A value cannot be used in the transaction that adds it, hence each by itself; run
/// again after a failure further on, it does nothing.
fn added_values(change: &EnumChange) -> Vec<Step> {
    let next = &change.object.next;
    let name = &next.name;
    let kept: BTreeSet<_> = change
        .object
        .previous
        .values
        .iter()
        .map(|value| change.renamed.get(value).unwrap_or(value))
        .collect();
    let last_kept = next.values.iter().rposition(|value| kept.contains(value));
    let mut steps = Vec::new();
    for (index, value) in next.values.iter().enumerate() {
        if kept.contains(value) {
            continue;
        }
        let position = if last_kept < Some(index) {
            String::new()
        } else if let Some(before) = index.checked_sub(1) {
            format!("AFTER {}", text(&next.values[before]))
        } else {
            let first = next.values.iter().find(|value| kept.contains(value));
            first.map(|first| format!("BEFORE {}", text(first))).unwrap_or_default()
        };
        let sql = Sql::AddValue {
            name: type_name(name),
            value: text(value),
            position,
        };
        let comment =
            format!("Adds the value {value} to {name}, by itself: a transaction cannot use what it adds here.");
        steps.push(Step {
            mode: StepMode::Alone,
            ..sql.step(comment)
        });
    }
    steps
}
