//! Values that existing rows get.

use super::object::{Object, When};
use super::sql_text::{identifier, object_name, words};
use super::statement::Sql;
use super::{Planner, Vertex};
use crate::catalog::{Deferrable, ObjectName};
use crate::plan::graph::Node;

impl<'a> Planner<'a> {
    /// An UPDATE, and what is needed before the next ALTER TABLE of the same transaction.
    pub(super) fn push_update(
        &self,
        chain: &mut Vec<Vertex<'a>>,
        table: &'a ObjectName,
        column: &str,
        value: &str,
        condition: Option<String>,
        verb: &str,
    ) {
        let sql = Sql::Update {
            table: object_name(table),
            column: identifier(column),
            value: value.trim().to_owned(),
            condition,
        };
        let step = sql.step(format!(
            "{verb} {table}.{column}; the rows it writes are locked until the end."
        ));
        chain.push(Node::new(step).uses_all(self.sources(table, column, value)));
        if self.has_deferred(table) {
            // Else: cannot ALTER TABLE because it has pending trigger events.
            let comment = format!("The deferred constraints of {table} are checked before it is altered further.");
            chain.push(Node::new(Sql::SetConstraintsImmediate {}.step(comment)));
        }
    }

    /// Columns that an expression for rows may read: those that go, while they are there, and those that come before
    /// it, once they are filled.
    fn sources(&self, table: &'a ObjectName, column: &str, value: &str) -> Vec<Object<'a>> {
        let Some(work) = self.tables.get(table) else {
            return Vec::new();
        };
        let words = words(value);
        let dropped = work.dropped.iter().filter(|dropped| words.contains(&dropped.name));
        let dropped = dropped.map(|dropped| Object::Column(When::Before, table, dropped.name.as_str()));
        let earlier = work.added.iter().take_while(|(added, _)| added.name != column);
        let earlier = earlier.filter(|(added, _)| words.contains(&added.name));
        let earlier = earlier.map(|(added, _)| Object::Column(When::After, table, added.name.as_str()));
        dropped.chain(earlier).collect()
    }

    fn has_deferred(&self, table: &'a ObjectName) -> bool {
        let deferred = Some(Deferrable::InitiallyDeferred);
        let next = self.pair.next.tables.get(table);
        let previous = self.renames.previous_table(self.pair.previous, table);
        next.into_iter().chain(previous).any(|table| {
            table.foreign_keys.iter().any(|key| key.deferrable == deferred)
                || table.uniques.iter().any(|unique| unique.deferrable == deferred)
        })
    }
}
