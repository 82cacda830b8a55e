//! Primary keys, uniques, checks and foreign keys.

use super::object::{Object, When};
use super::sql_text::{check, foreign_key, identifier, object_name, primary_key, unique, words};
use super::statement::{Named, Sql, hazardous};
use super::table::TableWork;
use super::{Planner, Vertex};
use crate::catalog::{Check, ForeignKey, ObjectName, PrimaryKey, Table, Unique};
use crate::plan::HazardKind;
use crate::plan::graph::Node;

/// Any constraint.
#[derive(Debug, Clone, Copy)]
pub(super) enum Constraint<'a> {
    PrimaryKey(&'a PrimaryKey),
    Unique(&'a Unique),
    Check(&'a Check),
    ForeignKey(&'a ForeignKey),
}

impl<'a> Constraint<'a> {
    /// Those that CREATE TABLE makes: all but foreign keys, whose other table may not be there yet.
    pub(super) fn inline(table: &'a Table) -> impl Iterator<Item = Self> {
        let key = table.primary_key.iter().map(Self::PrimaryKey);
        let uniques = table.uniques.iter().map(Self::Unique);
        key.chain(uniques).chain(table.checks.iter().map(Self::Check))
    }

    /// All of a table.
    pub(super) fn all(table: &'a Table) -> impl Iterator<Item = Self> {
        Self::inline(table).chain(table.foreign_keys.iter().map(Self::ForeignKey))
    }

    pub(super) fn name(self) -> &'a str {
        match self {
            Self::PrimaryKey(key) => &key.name,
            Self::Unique(unique) => &unique.name,
            Self::Check(check) => &check.name,
            Self::ForeignKey(key) => &key.name,
        }
    }

    pub(super) fn named(self) -> Named {
        Named {
            name: identifier(self.name()),
            definition: self.definition(),
        }
    }

    fn definition(self) -> String {
        match self {
            Self::PrimaryKey(key) => primary_key(key),
            Self::Unique(constraint) => unique(constraint),
            Self::Check(constraint) => check(constraint),
            Self::ForeignKey(key) => foreign_key(key),
        }
    }

    const fn title(self) -> &'static str {
        match self {
            Self::PrimaryKey(_) => "primary key",
            Self::Unique(_) => "unique constraint",
            Self::Check(_) => "check",
            Self::ForeignKey(_) => "foreign key",
        }
    }

    /// Whether an index of the same name belongs to it.
    const fn owns_index(self) -> bool {
        matches!(self, Self::PrimaryKey(_) | Self::Unique(_))
    }

    /// The columns by which a foreign key may point here, if any.
    pub(super) fn key_columns(self) -> Option<&'a [String]> {
        match self {
            Self::PrimaryKey(key) => Some(&key.columns),
            // A deferrable one is no target (PostgreSQL, CREATE TABLE, REFERENCES).
            Self::Unique(unique) if unique.deferrable.is_none() => Some(&unique.columns),
            _ => None,
        }
    }

    /// The names that it may mean columns of its table by.
    fn mentions(self) -> Vec<String> {
        match self {
            Self::PrimaryKey(key) => key.columns.clone(),
            Self::Unique(unique) => unique.columns.clone(),
            Self::Check(check) => words(&check.expression.authored).into_iter().collect(),
            Self::ForeignKey(key) => key.columns.clone(),
        }
    }

    /// Whether the server cannot rebuild it by itself when these columns change.
    pub(super) fn depends(self, work: &TableWork<'_>) -> bool {
        self.mentions().iter().any(|name| {
            let by_itself = self.owns_index();
            work.is_replaced(name) || (!by_itself && work.is_retyped(name))
        })
    }
}

impl<'a> Planner<'a> {
    pub(super) fn add_constraint(&mut self, table: &'a ObjectName, constraint: Constraint<'a>, reason: Option<&str>) {
        let Named { name, definition } = constraint.named();
        let sql = Sql::AddConstraint {
            table: object_name(table),
            name,
            definition,
            not_valid: false,
        };
        let (title, own) = (constraint.title(), constraint.name());
        let cost = match constraint {
            Constraint::ForeignKey(key) => {
                format!(
                    "checks every row, and writes to {table} and {} wait meanwhile",
                    key.references
                )
            }
            Constraint::Check(_) => format!("reads every row of {table} while it is locked"),
            _ => format!("builds its index while {table} is locked"),
        };
        let step = sql.step(match reason {
            Some(_) => format!("Puts the {title} {own} back: {cost}."),
            None => format!("Adds the {title} {own}: {cost}."),
        });
        let mut node = Node::new(step)
            .uses_all(self.states(When::After, table, constraint.mentions()))
            .takes(Object::ConstraintName(table, own));
        if constraint.owns_index() {
            node = node
                .takes(Object::relation_name(table, own))
                .creates(Object::Constraint(When::After, table, own));
        }
        if let Constraint::ForeignKey(key) = constraint {
            self.last.push(self.pointing(node, When::After, key));
        } else {
            self.push(node);
        }
    }

    /// A foreign key of a table that this plan creates.
    pub(super) fn add_foreign_key_to_new(&mut self, table: &'a ObjectName, key: &'a ForeignKey) {
        let constraint = Constraint::ForeignKey(key);
        let Named { name, definition } = constraint.named();
        let sql = Sql::AddConstraint {
            table: object_name(table),
            name,
            definition,
            not_valid: false,
        };
        let there = &key.references;
        let is_new = self.renames.previous_table(self.pair.previous, there).is_none();
        let step = if is_new {
            sql.plain_step()
        } else {
            sql.step(format!(
                "Points {table} at {there}; writes to {there} wait for a moment."
            ))
        };
        let node = Node::new(step).uses(Object::Table(When::After, table));
        self.last.push(self.pointing(node, When::After, key));
    }

    /// `current` is what the table is called by now: one that is dropped too may have given up its name.
    pub(super) fn drop_constraint(
        &mut self,
        table: &'a ObjectName,
        current: &ObjectName,
        constraint: Constraint<'a>,
        reason: Option<&str>,
    ) {
        let name = self.renames.dropped_constraint(table, constraint.name());
        let sql = Sql::DropConstraint {
            table: object_name(current),
            name: identifier(name),
        };
        let (title, own) = (constraint.title(), constraint.name());
        let step = sql.step(match reason {
            Some(reason) => format!("Takes the {title} {own} away for now: {reason}."),
            None => format!("Drops the {title} {own}."),
        });
        let mut node = Node::new(step)
            .uses_all(self.states(When::Before, table, constraint.mentions()))
            .drops(Object::Constraint(When::Before, table, own))
            .frees(Object::ConstraintName(table, own));
        if constraint.owns_index() {
            node = node.frees(Object::relation_name(table, own));
        }
        if let Constraint::ForeignKey(key) = constraint {
            node = self.pointing(node, When::Before, key);
        }
        self.push(node);
    }

    /// What a foreign key needs where it points: the table, the columns, and a key over them.
    fn pointing(&self, node: Vertex<'a>, when: When, key: &'a ForeignKey) -> Vertex<'a> {
        let there = &key.references;
        let mut node = node.uses(Object::Table(when, there));
        if let Some(work) = self.tables.get(there) {
            node = node
                .uses_all(self.states(when, there, key.referenced_columns.iter().cloned()))
                .uses_all(work.keys_over(when, &key.referenced_columns));
        } else if let (When::After, Some(table)) = (when, self.pair.next.tables.get(there)) {
            let indexes = table.indexes.iter().filter(|index| index.unique);
            node = node.uses_all(indexes.map(|index| Object::Index(when, there, &index.name)));
        }
        node
    }
}

/// A check or NOT NULL that rows may break.
pub(super) fn may_fail(step: crate::plan::Step, message: impl Into<String>) -> crate::plan::Step {
    hazardous(step, HazardKind::CanFail, message)
}

/// Whether these are the same columns, in whatever order.
pub(super) fn same_columns(one: &[impl AsRef<str>], other: &[impl AsRef<str>]) -> bool {
    let mut one: Vec<&str> = one.iter().map(AsRef::as_ref).collect();
    let mut other: Vec<&str> = other.iter().map(AsRef::as_ref).collect();
    one.sort_unstable();
    other.sort_unstable();
    one == other
}
