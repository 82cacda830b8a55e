//! Changes of a catalog → PostgreSQL's statements, in the order in which they can run.
//!
//! Each statement says what it needs and gives (see [`object`]), and [`crate::plan::graph`] puts them in order. Renames
//! come first, so everything else goes by next names. What PostgreSQL refuses to alter under something else, that is
//! taken down before and put up again after (see [`rebuild`]).
//!
//! A table that is there is changed beside the reads and writes of others: indexes are built and dropped concurrently,
//! also those under keys; foreign keys and checks hold for new rows first and are validated after; NOT NULL rests on
//! such a check; values come in batches. What the graph leaves free is drawn together into few transactions.

mod alter_column;
mod anew;
mod cast;
mod column;
mod constraint;
mod enumeration;
mod fill;
mod held;
mod impact;
mod in_step;
mod index;
mod namespace;
mod not_null;
mod object;
mod rebuild;
mod rename;
mod renaming;
mod sequence;
mod sql_text;
mod statement;
mod states;
mod table;
mod temporary;
mod tracked;
mod unparsed;

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::{Catalog, ObjectId, ObjectName, Pair};
use crate::dialect::Capabilities;
use crate::dialect::postgres::Postgres;
use crate::diff::{Change, EnumChange};
use crate::plan::graph::{self, Cycle, Node};
use crate::plan::{Plan, Step, checks};

pub(super) use cast::conversion_sql;
pub(super) use in_step::in_step;
use object::{Object, When};
use rename::Renames;
pub(super) use sql_text::{identifier, object_name, type_name};
use table::TableWork;
use temporary::TemporaryNames;
use tracked::Tracked;
pub(super) use unparsed::UNPARSED;

/// The statements that make `changes` to a database that holds `pair.previous`.
///
/// # Errors
/// [`Cycle`] when statements wait for each other: a bug of the planner, which splits foreign keys, checks and renames off
/// what they would close a circle with.
pub fn plan(pair: Pair<&Catalog>, changes: &[Change], capabilities: &Capabilities) -> Result<Plan, Cycle> {
    let statements = match statements(pair, changes, capabilities) {
        // Names that are handed on in a circle while both old and new stand side by side: one after the other it goes.
        Err(_) if capabilities.concurrent_indexes => statements(pair, changes, &capabilities.simple())?,
        statements => statements?,
    };
    let checks = checks::checks(pair, changes, capabilities);
    let mut steps: Vec<_> = checks.iter().map(|check| check.step(&Postgres)).collect();
    steps.extend(statements);
    impact::settle(&mut steps, pair, changes);
    Ok(Plan { steps })
}

fn statements(pair: Pair<&Catalog>, changes: &[Change], capabilities: &Capabilities) -> Result<Vec<Step>, Cycle> {
    let mut temporary = TemporaryNames::of(pair);
    let renames = Renames::of(pair, changes, &mut temporary);
    let mut planner = Planner::new(pair, capabilities, &renames, temporary, changes);
    planner.alter_types();
    planner.rename();
    planner.namespaces(changes);
    planner.create_and_drop_types(changes);
    planner.rebuild();
    planner.tables(changes);
    planner.tracked(changes);
    graph::sort(planner.finish())
}

type Vertex<'a> = Node<Object<'a>>;

struct Planner<'a> {
    pair: Pair<&'a Catalog>,
    capabilities: &'a Capabilities,
    renames: &'a Renames<'a>,
    /// Tables that stay, and what is to be done to each.
    tables: BTreeMap<&'a ObjectName, TableWork<'a>>,
    /// Tables that are made anew, by their next names.
    anew: BTreeSet<&'a ObjectName>,
    /// Those of them that go along with another one.
    carried: BTreeSet<&'a ObjectName>,
    /// Enums that stay and differ.
    types: BTreeMap<&'a ObjectName, &'a EnumChange>,
    nodes: Vec<Vertex<'a>>,
    /// Foreign keys: nothing waits for them, and a file reads better when they come last.
    last: Vec<Vertex<'a>>,
    links: usize,
    temporary: TemporaryNames,
    tracked: Tracked<'a>,
    /// Columns that a new trigger keeps in step with others, from before they are filled: the trigger, and the state in
    /// which the column is there.
    kept_in_step: BTreeMap<(&'a ObjectName, &'a str), (Vec<&'a ObjectId>, Object<'a>)>,
}

impl<'a> Planner<'a> {
    fn new(
        pair: Pair<&'a Catalog>,
        capabilities: &'a Capabilities,
        renames: &'a Renames<'a>,
        temporary: TemporaryNames,
        changes: &'a [Change],
    ) -> Self {
        let mut planner = Self {
            pair,
            capabilities,
            renames,
            tables: BTreeMap::new(),
            anew: BTreeSet::new(),
            carried: BTreeSet::new(),
            types: BTreeMap::new(),
            nodes: Vec::new(),
            last: Vec::new(),
            links: 0,
            temporary,
            tracked: Tracked::default(),
            kept_in_step: BTreeMap::new(),
        };
        for change in changes {
            match change {
                Change::AlterTable { table, changes } => planner.work(table).take_in(changes),
                Change::AlterEnum(change) => {
                    planner.types.insert(&change.object.next.name, change);
                }
                _ => {}
            }
        }
        planner.carry();
        planner.keep_in_step(changes);
        planner
    }

    /// Whether tables that are there stay usable meanwhile, at the price of more steps.
    const fn is_online(&self) -> bool {
        self.capabilities.concurrent_indexes && self.capabilities.not_valid_constraints
    }

    /// A state between two steps.
    fn link(&mut self) -> Object<'a> {
        self.links += 1;
        Object::Link(self.links)
    }

    /// What is to be done to a table that stays.
    fn work(&mut self, table: &'a ObjectName) -> &mut TableWork<'a> {
        let (pair, renames) = (self.pair, self.renames);
        self.tables
            .entry(table)
            .or_insert_with(|| TableWork::new(table, pair, renames))
    }

    fn rename(&mut self) {
        let mut links = self.links;
        let nodes = self.renames.nodes(|| {
            links += 1;
            links
        });
        self.links = links;
        self.nodes.extend(nodes);
        let last = Object::Link(links);
        for (table, sequence) in self.renames.moved_sequences() {
            let mut renamed = self.renames.columns_of(table);
            let column = renamed.find(|(_, previous)| *previous == sequence.column);
            let column = column.map_or(sequence.column, |(next, _)| next);
            let next = &self.pair.next.tables[table];
            let is_replaced = self.tables.get(table).is_some_and(|work| work.is_replaced(column));
            // What is made anew has a sequence of its own.
            if is_replaced || self.anew.contains(table) {
                continue;
            }
            if let Some(step) = sequence.back(next, column) {
                let node = Node::new(step).uses(last).uses(Object::Table(When::After, table));
                let node = node.uses(Object::Column(When::After, table, column));
                self.nodes
                    .push(node.takes(Object::SequenceNames(table.namespace.as_deref())));
            }
        }
    }

    fn push(&mut self, node: Vertex<'a>) {
        self.nodes.push(node);
    }

    /// Steps that follow one another: what runs before all of them is told to the first, what comes after to the last.
    fn push_chain(
        &mut self,
        steps: Vec<Vertex<'a>>,
        first: impl FnOnce(Vertex<'a>) -> Vertex<'a>,
        last: impl FnOnce(Vertex<'a>) -> Vertex<'a>,
    ) {
        let (mut first, mut last) = (Some(first), Some(last));
        let count = steps.len();
        for (index, mut node) in steps.into_iter().enumerate() {
            if index > 0 {
                node = node.uses(Object::Link(self.links));
            }
            if let Some(first) = first.take() {
                node = first(node);
            }
            if index + 1 < count {
                self.links += 1;
                node = node.creates(Object::Link(self.links));
            } else if let Some(last) = last.take() {
                node = last(node);
            }
            self.nodes.push(node);
        }
    }

    fn finish(self) -> Vec<Vertex<'a>> {
        let mut nodes = self.nodes;
        nodes.extend(self.last);
        self.tracked.around(nodes)
    }
}

/// `COMMENT ON` something.
fn comment_step(kind: &'static str, object: String, comment: Option<&str>) -> Step {
    let comment = comment.map_or_else(|| "NULL".to_owned(), sql_text::text);
    statement::Sql::Comment { kind, object, comment }.plain_step()
}
