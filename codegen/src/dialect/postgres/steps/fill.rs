//! Values that existing rows get.

use super::object::{Object, When};
use super::sql_text::{identifier, identifiers, object_name, words};
use super::statement::{Sql, own_transaction};
use super::{Planner, Vertex};
use crate::catalog::{Deferrable, ObjectName};
use crate::dialect::Dialect;
use crate::dialect::postgres::Postgres;
use crate::plan::graph::Node;
use crate::plan::{Step, StepMode};

/// How many rows a batch writes: few enough that whoever wants one of them waits for a moment only, some tens of
/// milliseconds.
const BATCH: u32 = 1000;

impl<'a> Planner<'a> {
    /// Gives the rows of a table that have no value in a column one: a few at a time, each batch in a transaction of its
    /// own, where a key tells rows apart.
    ///
    /// A value that somebody else gives a row meanwhile stays: the condition is asked again of the row as it is by then.
    /// A value that is NULL itself is not tried again and again. Rows that are done are not gone through again either:
    /// the server goes on where the last scan of a large table has ended (`synchronize_seqscans`).
    pub(super) fn push_fill(
        &self,
        chain: &mut Vec<Vertex<'a>>,
        table: &'a ObjectName,
        column: &str,
        value: &str,
        verb: &str,
    ) {
        let value = value.trim();
        let (table_sql, column_sql) = (object_name(table), identifier(column));
        let mut condition = format!("{column_sql} IS NULL");
        if !Postgres.is_constant(value) {
            let end = if value.contains("--") { "\n" } else { "" };
            condition.push_str(&format!(" AND ({value}{end}) IS NOT NULL"));
        }
        let step = if let Some(key) = self.batch_key(table) {
            let columns = identifiers(key);
            let sql = Sql::UpdateBatch {
                table: table_sql,
                column: column_sql,
                value: value.to_owned(),
                condition,
                row: if key.len() == 1 {
                    columns.clone()
                } else {
                    format!("({columns})")
                },
                key: columns,
                size: BATCH,
            };
            Step {
                mode: StepMode::Batches {
                    key: key.to_vec(),
                    size: BATCH,
                },
                ..sql.step(format!(
                    "{verb} {table}.{column}, {BATCH} rows at a time; each batch locks the rows that it writes."
                ))
            }
        } else {
            let sql = Sql::Update {
                table: table_sql,
                column: column_sql,
                value: value.to_owned(),
                condition: Some(condition),
            };
            own_transaction(sql.step(format!(
                "{verb} {table}.{column} at once, since no key tells rows apart all the time; they are locked until the end."
            )))
        };
        chain.push(Node::new(step).uses_all(self.sources(table, column, value)));
    }

    /// The columns that are the primary key all the time.
    fn batch_key(&self, table: &'a ObjectName) -> Option<&'a [String]> {
        let next = self.pair.next.tables.get(table)?.primary_key.as_ref()?;
        let previous = self
            .renames
            .previous_table(self.pair.previous, table)?
            .primary_key
            .as_ref()?;
        let work = self.tables.get(table)?;
        let same = |(key, before): (&String, &String)| {
            let stays = work
                .before
                .get(key.as_str())
                .is_some_and(|column| column.name == *before);
            // A marker is one line.
            stays && !work.is_replaced(key) && !key.contains(char::is_control)
        };
        let mut pairs = next.columns.iter().zip(&previous.columns);
        (next.columns.len() == previous.columns.len() && pairs.all(same)).then_some(&next.columns)
    }

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
