//! Tables that hold their rows in other tables: partitions, and children of inheritance.
//!
//! What such a table has of its parent is the parent's: its columns, and the keys, checks and indexes that come along with
//! it. The table holds only what is its own, so that nothing is ever compared or changed twice.

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::catalog::{Catalog, Column, IndexPart, ObjectName, PartitionStrategy, Table};

/// How rows are dealt out among the partitions of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartitionKey {
    /// By what rule.
    pub by: PartitionStrategy,
    /// By which columns and expressions, in order. No part says an order.
    pub parts: Vec<IndexPart>,
}

/// Which rows of which table are kept here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Partition {
    /// The table.
    pub parent: ObjectName,
    /// Which rows: `FROM (1) TO (9)`, `IN ('a')`, `WITH (modulus 4, remainder 0)`, `DEFAULT`.
    pub bound: String,
}

impl Table {
    /// The tables whose columns it has.
    pub fn parents(&self) -> impl Iterator<Item = &ObjectName> {
        let partitioned = self.partition_of.iter().map(|partition| &partition.parent);
        partitioned.chain(&self.inherits)
    }
}

/// The tables that a table has columns of, the nearest first; a circle ends where it began. `find` finds tables by name.
pub(crate) fn ancestors<'a>(table: &'a Table, find: &impl Fn(&ObjectName) -> Option<&'a Table>) -> Vec<&'a Table> {
    let mut found = Vec::new();
    let mut seen = BTreeSet::from([&table.name]);
    let mut waiting: Vec<&ObjectName> = table.parents().collect();
    let mut next = 0;
    while let Some(name) = waiting.get(next).copied() {
        next += 1;
        if let Some(parent) = find(name).filter(|parent| seen.insert(&parent.name)) {
            found.push(parent);
            waiting.extend(parent.parents());
        }
    }
    found
}

/// The columns that a table has of others, those of the farthest first.
pub(crate) fn inherited_columns<'a>(
    table: &'a Table,
    find: &impl Fn(&ObjectName) -> Option<&'a Table>,
) -> Vec<&'a Column> {
    let mut columns: Vec<&Column> = Vec::new();
    for holder in ancestors(table, find).into_iter().rev() {
        for column in &holder.columns {
            match columns.iter_mut().find(|known| known.name == column.name) {
                // A child may say more of a column that it also has of its parent.
                Some(known) => *known = column,
                None => columns.push(column),
            }
        }
    }
    columns.retain(|column| table.column(&column.name).is_none());
    columns
}

impl Catalog {
    /// The tables that a table has columns of, the nearest first.
    pub fn ancestors<'a>(&'a self, table: &'a Table) -> Vec<&'a Table> {
        ancestors(table, &|name| self.tables.get(name))
    }

    /// Whether a table is made of this one, or of one that is made of it.
    pub fn is_below(&self, table: &Table, ancestor: &ObjectName) -> bool {
        self.ancestors(table).iter().any(|found| found.name == *ancestor)
    }

    /// The tables that are made of this one, each after what it is made of.
    pub fn descendants(&self, ancestor: &ObjectName) -> Vec<&Table> {
        let below = self.tables.values().filter(|table| self.is_below(table, ancestor));
        let mut below: Vec<&Table> = below.collect();
        below.sort_by_key(|table| self.ancestors(table).len());
        below
    }

    /// All columns of a table: those of its parents, then its own.
    pub fn all_columns<'a>(&'a self, table: &'a Table) -> Vec<&'a Column> {
        let mut columns = inherited_columns(table, &|name| self.tables.get(name));
        columns.extend(&table.columns);
        columns
    }

    /// A table with all of its columns as its own.
    pub fn whole<'a>(&self, table: &'a Table) -> Cow<'a, Table> {
        if table.parents().next().is_none() {
            return Cow::Borrowed(table);
        }
        Cow::Owned(Table {
            columns: self.all_columns(table).into_iter().cloned().collect(),
            ..table.clone()
        })
    }

    /// The column of this name that a table has, be it of a parent.
    pub fn column_of<'a>(&'a self, table: &'a Table, name: &str) -> Option<&'a Column> {
        if let Some(column) = table.column(name) {
            return Some(column);
        }
        self.ancestors(table).into_iter().find_map(|parent| parent.column(name))
    }
}
