//! Columns that must have a value from now on.

use super::column::set_not_null;
use super::impact::working;
use super::sql_text::{identifier, object_name};
use super::statement::{Sql, hazardous, own_transaction};
use super::{Planner, Vertex};
use crate::catalog::{Column, ObjectName};
use crate::plan::graph::Node;
use crate::plan::{HazardKind, Step, Work};

fn breaking(step: Step, message: String) -> Step {
    hazardous(step, HazardKind::BreaksOlderCode, message)
}

impl<'a> Planner<'a> {
    /// `SET NOT NULL` reads every row under the strongest lock, unless a validated check proves that there is nothing to
    /// find (manual, ALTER TABLE): the check is added for new rows, validated beside reads and writes, and dropped once
    /// it has served. `refill` is for rows that came without a value since they all had one.
    pub(super) fn push_not_null(
        &mut self,
        chain: &mut Vec<Vertex<'a>>,
        table: &'a ObjectName,
        column: &'a Column,
        refill: Option<&str>,
    ) {
        if !self.is_online() {
            chain.push(Node::new(set_not_null(table, column)));
            return;
        }
        let name = ObjectName::in_namespace(table.namespace.clone(), column.name.clone());
        let name = identifier(&self.temporary.name(&name, "__not_null").name);
        let display = format!("{table}.{}", column.name);
        let column_sql = identifier(&column.name);
        let add = Sql::AddConstraint {
            table: object_name(table),
            name: name.clone(),
            definition: format!("CHECK ({column_sql} IS NOT NULL)"),
            not_valid: true,
        };
        let step = add.step(format!(
            "No NULL comes into {display} from here on; locks {table} for a moment."
        ));
        let known = self
            .tables
            .get(table)
            .is_some_and(|work| work.before.contains_key(column.name.as_str()));
        let step = match (&column.default, known) {
            (None, _) => breaking(
                step,
                format!("code that writes no value into {display} fails from here on"),
            ),
            (Some(_), true) => breaking(step, format!("code that writes NULL into {display} fails from here on")),
            // Code that does not know it writes none.
            (Some(_), false) => step,
        };
        chain.push(Node::new(step));
        if let Some(value) = refill {
            self.push_fill(chain, table, &column.name, value, "Fills what came meanwhile:");
        }
        let validate = Sql::ValidateConstraint {
            table: object_name(table),
            name: name.clone(),
        };
        let comment = format!("Looks for NULLs in {display}; reads and writes go on meanwhile.");
        chain.push(Node::new(own_transaction(validate.step(comment))));
        let sql = Sql::SetNotNull {
            table: object_name(table),
            column: column_sql,
        };
        let comment = format!("{display} must have a value, as the check has shown; locks {table} for a moment.");
        chain.push(Node::new(working(sql.step(comment), Work::Metadata)));
        let drop = Sql::DropConstraint {
            table: object_name(table),
            name,
        };
        chain.push(Node::new(drop.step("The check has served.")));
    }
}
