//! One rename: its statements, and how it stands to other steps.

use super::held::{Renamed, current_name, within};
use super::object::{Object, When};
use super::sequence::MovedSequence;
use super::sql_text::{identifier, index_name, object_name, type_name};
use super::statement::{Sql, hazardous};
use crate::catalog::ObjectName;
use crate::plan::graph::Node;
use crate::plan::{HazardKind, Step};

/// A rename as it runs: through `now`, which is not the first name after a temporary one.
#[derive(Debug)]
pub(super) struct Renaming<'a> {
    pub(super) what: Renamed<'a>,
    pub(super) now: ObjectName,
    pub(super) to: ObjectName,
    /// The last one of this thing, `None` where it waits under a temporary name.
    pub(super) next: Option<Renamed<'a>>,
    pub(super) temporary: bool,
    /// It runs while tables still have their previous names and namespaces, so the thing is named without them.
    pub(super) before_tables: bool,
    /// Where both differ, the name before the namespace: the old name is held in the new namespace.
    pub(super) name_first: bool,
    /// Sequences that it takes along under other names.
    pub(super) sequences: Vec<MovedSequence<'a>>,
}

impl<'a> Renaming<'a> {
    /// One statement, or two where both name and namespace differ.
    pub(super) fn steps(&self) -> Vec<Step> {
        let (now, to) = (&self.now, &self.to);
        let renamed = now.name != to.name;
        let moved = now.namespace != to.namespace;
        let schema = to.namespace.as_deref().unwrap_or("public");
        let comment = self.comment();
        let mut steps = Vec::new();
        match self.what {
            Renamed::Type(_) | Renamed::Table(_) => {
                let is_table = matches!(self.what, Renamed::Table(_));
                let named = if self.name_first { now } else { &within(to, &now.name) };
                let place = if self.name_first { &within(now, &to.name) } else { now };
                steps.extend(self.sequences.iter().map(|sequence| sequence.aside(now)));
                let schema = identifier(schema);
                let to = identifier(&to.name);
                let (moving, naming) = if is_table {
                    let (table, named) = (object_name(place), object_name(named));
                    (Sql::MoveTable { table, schema }, Sql::RenameTable { table: named, to })
                } else {
                    let (name, named) = (type_name(place), type_name(named));
                    (Sql::MoveType { name, schema }, Sql::RenameType { name: named, to })
                };
                let moving = moved.then(|| moving.step(comment.clone()));
                let naming = renamed.then(|| match naming.step(comment.clone()) {
                    step if is_table => self.breaking(step),
                    step => step,
                });
                let both = if self.name_first {
                    [naming, moving]
                } else {
                    [moving, naming]
                };
                steps.extend(both.into_iter().flatten());
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

    pub(super) fn relate(&self, mut node: Node<Object<'a>>) -> Node<Object<'a>> {
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
        // A table that goes is there until what it held has given up its name.
        if let (Renamed::Constraint(table, ..) | Renamed::Index(table, _), false) = (self.what, self.before_tables) {
            node = node.uses(Object::Table(Before, table));
        }
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
