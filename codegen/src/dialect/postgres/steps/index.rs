//! Indexes.

use super::object::{Object, When};
use super::sql_text::{bracketed, identifier, identifiers, index_name, index_parts, object_name, words};
use super::statement::{CreateIndex, Sql, alone};
use super::table::TableWork;
use super::{Planner, Vertex};
use crate::catalog::{Index, IndexKey, IndexPart, ObjectName};
use crate::plan::Step;
use crate::plan::graph::Node;

impl<'a> Planner<'a> {
    /// An index of a table that was there before.
    pub(super) fn add_index(&mut self, table: &'a ObjectName, index: &'a Index, reason: Option<&str>) {
        let used = self.states(When::After, table, mentions(index));
        // One that gives way to a rewrite comes back with it: without a unique one, rows could come that are alike.
        let step = if self.is_online() && reason.is_none() && !self.is_partitioned(table) {
            build(table, index, &index.name)
        } else {
            create(table, index, reason)
        };
        let node = created(Node::new(step), table, index).uses_all(used);
        self.push(node.creates(Object::Built(table)));
    }

    /// An index that takes the place of another one of its name, which goes only when it is built.
    pub(super) fn replace_index(&mut self, table: &'a ObjectName, previous: &'a Index, next: &'a Index) {
        let own = ObjectName::in_namespace(table.namespace.clone(), next.name.as_str());
        let temporary = self.temporary.name(&own, "__new").name;
        let built = self.link();
        let used = self.states(When::After, table, mentions(next));
        self.push(
            Node::new(build(table, next, &temporary))
                .uses_all(used)
                .creates(Object::Built(table))
                .creates(built),
        );
        let name = self.renames.dropped_index(table, &previous.name);
        let drop = Sql::DropIndex {
            table: object_name(table),
            index: index_name(table, name),
            concurrently: false,
        };
        let step = drop.step(format!(
            "Drops the old index {}, now that the new one is there; locks {table} for a moment.",
            next.name
        ));
        let leaving = self.leaving(table, &mentions(previous));
        self.push(
            Node::new(step)
                .uses_all(leaving)
                .uses(built)
                .drops(Object::Index(When::Before, table, &previous.name))
                .frees(Object::relation_name(table, &previous.name)),
        );
        let rename = Sql::RenameIndex {
            index: index_name(table, &temporary),
            to: identifier(&next.name),
        };
        let node = Node::new(rename.step(format!("The new index {} gets its name.", next.name)));
        self.push(created(node.uses(built), table, next));
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
        // With a column that goes the table is locked in any case.
        let work = self.tables.get(table);
        let becomes_key = work.is_some_and(|work| work.added_constraints.contains_key(index.name.as_str()));
        let stays_apart = reason.is_none() && !becomes_key && !self.is_leaving(table, &mentions(index));
        let concurrently = self.is_online() && stays_apart && !self.is_partitioned(table);
        let sql = Sql::DropIndex {
            table: object_name(table),
            index: index_name(table, name),
            concurrently,
        };
        let step = sql.step(match reason {
            Some(reason) => format!("Drops the index {} for now: {reason}.", index.name),
            None if concurrently => format!("Drops the index {}; reads and writes of {table} go on.", index.name),
            None => format!("Drops the index {}; locks {table} for a moment.", index.name),
        });
        let node = if concurrently {
            Node::new(alone(step))
                .uses(Object::Table(When::Before, table))
                .uses(Object::Built(table))
                .late()
        } else {
            Node::new(step).uses_all(self.states(When::Before, table, mentions(index)))
        };
        self.push(
            node.drops(Object::Index(When::Before, table, &index.name))
                .frees(Object::relation_name(table, &index.name)),
        );
    }
}

fn created<'a>(node: Vertex<'a>, table: &'a ObjectName, index: &'a Index) -> Vertex<'a> {
    node.creates(Object::Index(When::After, table, &index.name))
        .takes(Object::relation_name(table, &index.name))
}

/// Built under a name while others read and write.
fn build(table: &ObjectName, index: &Index, name: &str) -> Step {
    let sql = CreateIndex {
        concurrently: true,
        ..definition(table, index, name)
    };
    let comment = format!(
        "Builds the index {}; reads and writes of {table} go on meanwhile.",
        index.name
    );
    alone(Sql::CreateIndex(sql).step(comment))
}

fn create(table: &ObjectName, index: &Index, reason: Option<&str>) -> Step {
    let comment = match reason {
        Some(_) => format!(
            "Builds the index {} again; writes to {table} wait meanwhile.",
            index.name
        ),
        None => format!("Builds an index on {table}; writes to it wait meanwhile."),
    };
    Sql::CreateIndex(definition(table, index, &index.name)).step(comment)
}

fn definition(table: &ObjectName, index: &Index, name: &str) -> CreateIndex {
    CreateIndex {
        unique: index.unique,
        concurrently: false,
        name: identifier(name),
        table: object_name(table),
        method: index.method.as_deref().map(identifier),
        parts: index_parts(&index.parts),
        include: (!index.include.is_empty()).then(|| identifiers(&index.include)),
        nulls_not_distinct: index.nulls_not_distinct,
        predicate: index.predicate.as_ref().map(bracketed),
    }
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
