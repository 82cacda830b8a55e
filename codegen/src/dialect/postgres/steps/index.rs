//! Indexes.

use super::object::{Object, When};
use super::sql_text::{bracketed, identifier, identifiers, index_name, index_parts, object_name, words};
use super::statement::{CreateIndex, Sql};
use super::table::TableWork;
use super::{Planner, Vertex};
use crate::catalog::{Index, IndexKey, IndexPart, ObjectName};
use crate::plan::Step;
use crate::plan::graph::Node;

impl<'a> Planner<'a> {
    /// An index of a table that was there before.
    pub(super) fn add_index(&mut self, table: &'a ObjectName, index: &'a Index, reason: Option<&str>) {
        let used = self.states(When::After, table, mentions(index));
        let node = created(Node::new(create(table, index, reason)), table, index).uses_all(used);
        self.push(node);
    }

    /// An index of a table that this plan creates.
    pub(super) fn add_index_to_new(&mut self, table: &'a ObjectName, index: &'a Index) {
        let step = Step {
            comment: None,
            ..create(table, index, None)
        };
        let node = Node::new(step).uses(Object::Table(When::After, table));
        self.push(created(node, table, index));
    }

    pub(super) fn drop_index(&mut self, table: &'a ObjectName, index: &'a Index, reason: Option<&str>) {
        let name = self.renames.dropped_index(table, &index.name);
        let sql = Sql::DropIndex {
            index: index_name(table, name),
            concurrently: false,
        };
        let step = sql.step(match reason {
            Some(reason) => format!("Drops the index {} for now: {reason}.", index.name),
            None => format!("Drops the index {}.", index.name),
        });
        let used = self.states(When::Before, table, mentions(index));
        self.push(
            Node::new(step)
                .uses_all(used)
                .drops(Object::Index(When::Before, table, &index.name))
                .frees(Object::relation_name(table, &index.name)),
        );
    }
}

fn created<'a>(node: Vertex<'a>, table: &'a ObjectName, index: &'a Index) -> Vertex<'a> {
    node.creates(Object::Index(When::After, table, &index.name))
        .takes(Object::relation_name(table, &index.name))
}

fn create(table: &ObjectName, index: &Index, reason: Option<&str>) -> Step {
    let comment = match reason {
        Some(_) => format!(
            "Builds the index {} again; writes to {table} wait meanwhile.",
            index.name
        ),
        None => format!("Builds an index on {table}; writes to it wait meanwhile."),
    };
    let sql = CreateIndex {
        unique: index.unique,
        concurrently: false,
        name: identifier(&index.name),
        table: object_name(table),
        method: index.method.as_deref().map(identifier),
        parts: index_parts(index),
        include: (!index.include.is_empty()).then(|| identifiers(&index.include)),
        nulls_not_distinct: index.nulls_not_distinct,
        predicate: index.predicate.as_ref().map(bracketed),
    };
    Sql::CreateIndex(sql).step(comment)
}

/// The names that an index may mean columns by.
pub(super) fn mentions(index: &Index) -> Vec<String> {
    let mut names = index.include.clone();
    for part in &index.parts {
        match &part.key {
            IndexKey::Column(name) => names.push(name.clone()),
            IndexKey::Expression(expression) => names.extend(words(&expression.authored)),
        }
    }
    names.extend(index.predicate.iter().flat_map(|predicate| words(&predicate.authored)));
    names
}

/// Whether the server cannot rebuild it by itself when these columns change.
pub(super) fn depends(index: &Index, work: &TableWork<'_>) -> bool {
    let in_expression = |text: &str| {
        words(text)
            .iter()
            .any(|word| work.is_retyped(word) || work.is_replaced(word))
    };
    index.include.iter().any(|name| work.is_replaced(name))
        || index.parts.iter().any(|part| match &part.key {
            IndexKey::Column(name) => work.is_replaced(name),
            IndexKey::Expression(expression) => in_expression(&expression.authored),
        })
        || index
            .predicate
            .as_ref()
            .is_some_and(|predicate| in_expression(&predicate.authored))
}

/// The columns by which a foreign key may point here, if any.
pub(super) fn key_columns(index: &Index) -> Option<Vec<&str>> {
    if !index.unique || index.predicate.is_some() {
        return None;
    }
    index.parts.iter().map(column).collect()
}

fn column(part: &IndexPart) -> Option<&str> {
    match &part.key {
        IndexKey::Column(name) => Some(name),
        IndexKey::Expression(_) => None,
    }
}
