//! Primary keys, uniques, checks and foreign keys.

use super::impact::also_locks;
use super::object::{Object, When};
use super::sql_text::{
    check, deferrable, foreign_key, identifier, identifiers, object_name, primary_key, unique, words,
};
use super::statement::{CreateIndex, Named, Sql, alone, hazardous, own_transaction};
use super::table::TableWork;
use super::{Planner, Vertex};
use crate::catalog::{Check, ForeignKey, ObjectName, PrimaryKey, Table, Unique};
use crate::plan::graph::Node;
use crate::plan::{HazardKind, LockLevel};

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

    /// Whether it is what another key of the table is that comes before it. CREATE TABLE makes one of such two, and forgets
    /// the name of the other (`transformIndexConstraints`).
    pub(super) fn is_repeated(self, table: &Table) -> bool {
        let Self::Unique(unique) = self else { return false };
        let key = table.primary_key.iter().map(|key| &key.columns);
        let others = table.uniques.iter().take_while(|other| other.name != unique.name);
        let others = others.filter(|other| {
            other.deferrable == unique.deferrable && other.nulls_not_distinct == unique.nulls_not_distinct
        });
        let mut columns = key.chain(others.map(|other| &other.columns));
        columns.any(|columns| *columns == unique.columns)
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

    /// The statement that adds it at once, for all rows.
    fn added_to(self, table: &ObjectName) -> Sql {
        let Named { name, definition } = self.named();
        Sql::AddConstraint {
            table: object_name(table),
            name,
            definition,
            not_valid: false,
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
    pub(super) const fn owns_index(self) -> bool {
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

    /// The columns of a key, in their order.
    fn key_list(self) -> &'a [String] {
        match self {
            Self::PrimaryKey(key) => &key.columns,
            Self::Unique(unique) => &unique.columns,
            Self::Check(_) | Self::ForeignKey(_) => &[],
        }
    }

    /// The names that it may mean columns of its table by.
    pub(super) fn mentions(self) -> Vec<String> {
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
        let at_once = match constraint {
            Constraint::Check(_) => false,
            Constraint::ForeignKey(_) => {
                self.is_partitioned(table) && !self.capabilities.not_valid_partitioned_foreign_keys
            }
            Constraint::PrimaryKey(_) | Constraint::Unique(_) => self.is_partitioned(table),
        };
        if !self.is_online() || at_once {
            self.add_at_once(table, constraint, reason);
        } else if !constraint.owns_index() {
            self.add_for_new_rows(table, constraint, reason);
        } else if reason.is_none() {
            self.add_over_index(table, constraint, None);
        } else {
            // It gives way to a rewrite: without it meanwhile, rows could come that are alike.
            self.add_at_once(table, constraint, reason);
        }
    }

    /// A check or foreign key: it holds for new rows first, and is validated while others read and write.
    fn add_for_new_rows(&mut self, table: &'a ObjectName, constraint: Constraint<'a>, reason: Option<&str>) {
        let Named { name, definition } = constraint.named();
        let (title, own) = (constraint.title(), constraint.name());
        let validate = Sql::ValidateConstraint {
            table: object_name(table),
            name: name.clone(),
        };
        let sql = Sql::AddConstraint {
            table: object_name(table),
            name,
            definition,
            not_valid: true,
        };
        let verb = if reason.is_some() { "Puts back" } else { "Adds" };
        let there = match constraint {
            Constraint::ForeignKey(key) if key.references != *table => Some(&key.references),
            _ => None,
        };
        let locked = there.map_or_else(|| table.to_string(), |there| format!("{table} and {there}"));
        let step = sql.step(format!(
            "{verb} the {title} {own} for new rows; locks {locked} for a moment."
        ));
        let comment = format!("Checks the rows that are there against {own}; reads and writes go on meanwhile.");
        let validated = own_transaction(validate.step(comment));
        let (step, validated) = match there {
            Some(there) => (
                also_locks(step, there, LockLevel::ShareRowExclusive),
                also_locks(validated, there, LockLevel::RowShare),
            ),
            None => (step, validated),
        };
        let link = self.link();
        let states = self.states(When::After, table, constraint.mentions());
        let node = Node::new(step)
            .uses_all(states.iter().copied())
            .takes(Object::ConstraintName(table, own))
            .creates(link);
        let validated = Node::new(validated).uses_all(states).uses(link);
        if let Constraint::ForeignKey(key) = constraint {
            let node = self.pointing(node, When::After, key);
            self.last.push(node);
            self.last.push(validated);
        } else {
            self.push(node);
            self.push(validated);
        }
    }

    /// A key: its index is built while others read and write. Another of the same name that it takes the place of goes
    /// only then.
    pub(super) fn add_over_index(
        &mut self,
        table: &'a ObjectName,
        constraint: Constraint<'a>,
        replaced: Option<Constraint<'a>>,
    ) {
        let (title, own) = (constraint.title(), constraint.name());
        let (kind, nulls_not_distinct, deferrable) = match constraint {
            Constraint::Unique(unique) => ("UNIQUE", unique.nulls_not_distinct, deferrable(unique.deferrable)),
            _ => ("PRIMARY KEY", false, ""),
        };
        let index = if replaced.is_some() {
            let name = ObjectName::in_namespace(table.namespace.clone(), own);
            self.temporary.name(&name, "__new").name
        } else {
            own.to_owned()
        };
        let create = Sql::CreateIndex(CreateIndex {
            unique: true,
            concurrently: true,
            name: identifier(&index),
            table: object_name(table),
            method: None,
            parts: identifiers(constraint.key_list()),
            include: None,
            nulls_not_distinct,
            predicate: None,
        });
        let comment = format!("Builds the index of the {title} {own}; reads and writes of {table} go on meanwhile.");
        let built = self.link();
        let mut node = Node::new(alone(create.step(comment)))
            .uses_all(self.states(When::After, table, constraint.mentions()))
            .creates(Object::Built(table))
            .creates(built);
        if replaced.is_none() {
            node = node.takes(Object::relation_name(table, own));
        }
        self.push(node);
        if let Some(replaced) = replaced {
            let states = self.leaving(table, &replaced.mentions());
            let node = self.dropped_constraint(table, table, replaced, None, states);
            self.push(node.uses(built));
        }
        let add = Sql::AddConstraintUsingIndex {
            table: object_name(table),
            name: identifier(own),
            kind,
            index: identifier(&index),
            deferrable,
        };
        let step = add.step(format!(
            "Turns the index into the {title} {own}; locks {table} for a moment."
        ));
        self.push(
            Node::new(step)
                .uses(built)
                .takes(Object::ConstraintName(table, own))
                .takes(Object::relation_name(table, own))
                .creates(Object::Constraint(When::After, table, own)),
        );
    }

    fn add_at_once(&mut self, table: &'a ObjectName, constraint: Constraint<'a>, reason: Option<&str>) {
        let sql = constraint.added_to(table);
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
        let step = match constraint {
            Constraint::ForeignKey(key) if key.references != *table => {
                also_locks(step, &key.references, LockLevel::ShareRowExclusive)
            }
            _ => step,
        };
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

    /// A key of a table that this plan creates, which cannot stand in CREATE TABLE.
    pub(super) fn add_to_new(&mut self, table: &'a ObjectName, constraint: Constraint<'a>) {
        let sql = constraint.added_to(table);
        let step = sql.step(format!("Adds the {} {}.", constraint.title(), constraint.name()));
        let node = Node::new(step)
            .uses(Object::Table(When::After, table))
            .takes(Object::relation_name(table, constraint.name()));
        self.push(node);
    }

    /// A foreign key of a table that this plan creates.
    pub(super) fn add_foreign_key_to_new(&mut self, table: &'a ObjectName, key: &'a ForeignKey) {
        let constraint = Constraint::ForeignKey(key);
        let sql = constraint.added_to(table);
        let there = &key.references;
        let is_new = self.renames.previous_table(self.pair.previous, there).is_none();
        let step = if is_new {
            sql.plain_step()
        } else {
            let step = sql.step(format!(
                "Points {table} at {there}; writes to {there} wait for a moment."
            ));
            also_locks(step, there, LockLevel::ShareRowExclusive)
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
        let states = self.states(When::Before, table, constraint.mentions());
        let node = self.dropped_constraint(table, current, constraint, reason, states);
        self.push(node);
    }

    /// `states` must be there until then.
    fn dropped_constraint(
        &self,
        table: &'a ObjectName,
        current: &ObjectName,
        constraint: Constraint<'a>,
        reason: Option<&str>,
        states: Vec<Object<'a>>,
    ) -> Vertex<'a> {
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
        let step = match constraint {
            Constraint::ForeignKey(key) if key.references != *table => {
                also_locks(step, &key.references, LockLevel::AccessExclusive)
            }
            _ => step,
        };
        let mut node = Node::new(step)
            .uses_all(states)
            .drops(Object::Constraint(When::Before, table, own))
            .frees(Object::ConstraintName(table, own));
        if constraint.owns_index() {
            node = node.frees(Object::relation_name(table, own));
        }
        if let Constraint::ForeignKey(key) = constraint {
            node = self.pointing(node, When::Before, key);
        }
        node
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
