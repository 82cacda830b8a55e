//! Statements that insert and update.

use super::StatementText;
use super::scope::{Relation, scope_condition};
use super::text::{is_own_type, quoted};
use crate::driver::Syntax;
use crate::model::{DefaultValue, Table};

/// What an insert does where the row is there already.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Conflict<'a> {
    /// The columns of the key that both have.
    pub(crate) target: &'a [usize],
    /// The columns that are then updated.
    pub(crate) update: &'a [usize],
    /// The columns that are then updated to values of their own.
    pub(crate) moved: &'a [usize],
}

/// Inserts a row, and gives it back where `returning`. Parameters: a value per column; one per column that a conflict moves; the owner, where the scope is checked in the statement: along a path,
/// or in an upsert.
pub(crate) fn insert(
    syntax: &'static Syntax,
    table: &'static Table,
    columns: &[usize],
    scoped: bool,
    conflict: Option<Conflict<'_>>,
    returning: bool,
) -> String {
    let mut text = StatementText::new(syntax, table, "insert into ");
    text.push_table();
    let values: Vec<String> = columns.iter().map(|at| text.parameter_for(*at)).collect();
    let moved: Vec<String> = conflict
        .iter()
        .flat_map(|conflict| conflict.moved)
        .map(|at| {
            let value = text.parameter_for(*at);
            format!("{} = {value}", quoted(table.columns[*at].name))
        })
        .collect();
    let path = table.scope.as_ref().filter(|scope| scoped && !scope.path.is_empty());
    let mut owner = None;
    if columns.is_empty() {
        text.push(" default values");
    } else {
        text.push_names(columns);
        if let Some(scope) = path {
            let parameter = text.parameter();
            let value_of = |name: &str| {
                let at = columns.iter().position(|at| table.columns[*at].name == name)?;
                Some(values[at].clone())
            };
            let condition = scope_condition(syntax, scope, &Relation::Values(&value_of), &parameter);
            text.push(" select ")
                .push(&values.join(", "))
                .push(" where ")
                .push(&condition);
            owner = Some(parameter);
        } else {
            text.push(" values (").push(&values.join(", ")).push(")");
        }
    }
    if let Some(conflict) = conflict {
        text.push_conflict(conflict, moved);
        if let (true, Some(scope)) = (scoped, table.scope.as_ref()) {
            let parameter = owner.unwrap_or_else(|| text.parameter());
            let condition = scope_condition(syntax, scope, &Relation::Row(&text), &parameter);
            text.push(" where ").push(&condition);
        }
    }
    if returning {
        text.push(" returning ").push_columns();
    }
    text.finish()
}

/// Inserts many rows. Parameters: an array per column; the owner, where the scope is a path.
pub(crate) fn insert_unnested(
    syntax: &'static Syntax,
    table: &'static Table,
    columns: &[usize],
    scoped: bool,
    returning: bool,
) -> String {
    let mut text = StatementText::new(syntax, table, "insert into ");
    text.push_table();
    text.push_names(columns);
    let arrays: Vec<String> = columns
        .iter()
        .map(|at| {
            let parameter = text.parameter();
            match unnested_type(table, *at) {
                Some(own) => format!("{parameter}::{own}[]"),
                None => format!("{parameter}::text[]"),
            }
        })
        .collect();
    let value = |position: usize, at: usize| match unnested_type(table, at) {
        Some(_) => format!("u.c{position}"),
        None => format!("u.c{position}::{}", table.columns[at].postgres_type),
    };
    let values: Vec<String> = columns
        .iter()
        .enumerate()
        .map(|(position, at)| value(position, *at))
        .collect();
    let names: Vec<String> = (0..columns.len()).map(|position| format!("c{position}")).collect();
    let path = table.scope.as_ref().filter(|scope| scoped && !scope.path.is_empty());
    text.push(" select ").push(&values.join(", "));
    text.push(" from unnest(").push(&arrays.join(", "));
    // A condition may become a join, which keeps no order; the rows are to come back in theirs.
    let (numbered, number) = if path.is_some() {
        (" with ordinality", ", n")
    } else {
        ("", "")
    };
    text.push(")")
        .push(numbered)
        .push(" as u(")
        .push(&names.join(", "))
        .push(number)
        .push(")");
    if let Some(scope) = path {
        let parameter = text.parameter();
        let value_of = |name: &str| {
            let position = columns.iter().position(|at| table.columns[*at].name == name)?;
            Some(values[position].clone())
        };
        let condition = scope_condition(syntax, scope, &Relation::Values(&value_of), &parameter);
        text.push(" where ").push(&condition).push(" order by u.n");
    }
    if returning {
        text.push(" returning ").push_columns();
    }
    text.finish()
}

/// The type of a column's values in an array that is sent, or `None` where they go as text: types that are not
/// PostgreSQL's own, arrays (unnest would take them apart too), and JSON, whose array has no format of ours.
pub(crate) fn unnested_type(table: &'static Table, at: usize) -> Option<&'static str> {
    let column = &table.columns[at];
    let own = is_own_type(column)
        && !column.postgres_type.ends_with("[]")
        && !matches!(column.postgres_type, "json" | "jsonb");
    own.then_some(column.postgres_type)
}

/// Updates by the columns of a key. Parameters: a value per column, the key, the owner.
pub(crate) fn update(
    syntax: &'static Syntax,
    table: &'static Table,
    columns: &[usize],
    key: &[usize],
    scoped: bool,
) -> String {
    let mut text = StatementText::new(syntax, table, "update ");
    text.push_table().push(" set ");
    let values: Vec<String> = columns.iter().map(|at| text.parameter_for(*at)).collect();
    let mut assignments: Vec<String> = columns
        .iter()
        .zip(&values)
        .map(|(at, value)| format!("{} = {value}", quoted(table.columns[*at].name)))
        .collect();
    assignments.extend(text.moving(columns));
    text.push(&assignments.join(", ")).push(" where ").push_key(key);
    if let (true, Some(scope)) = (scoped, table.scope.as_ref()) {
        let owner = text.parameter();
        let condition = scope_condition(syntax, scope, &Relation::Row(&text), &owner);
        text.push(" and ").push(&condition);
        // A row that moves to another parent must not leave the scope.
        let moves = |name: &str| columns.iter().any(|at| table.columns[*at].name == name);
        if scope
            .path
            .first()
            .is_some_and(|step| step.columns.iter().any(|name| moves(name)))
        {
            let value_of = |name: &str| {
                let set = columns.iter().position(|at| table.columns[*at].name == name);
                Some(set.map_or_else(|| text.named_column(name), |at| values[at].clone()))
            };
            let condition = scope_condition(syntax, scope, &Relation::Values(&value_of), &owner);
            text.push(" and ").push(&condition);
        }
    }
    text.push(" returning ").push_columns();
    text.finish()
}

impl StatementText {
    fn push_names(&mut self, columns: &[usize]) {
        let names: Vec<String> = columns.iter().map(|at| quoted(self.table.columns[*at].name)).collect();
        self.push(" (").push(&names.join(", ")).push(")");
    }

    /// The assignments of columns that move with every update, unless they are set: `"updated_at" = now()`.
    fn moving(&self, set: &[usize]) -> Vec<String> {
        let columns = self.table.columns.iter().enumerate();
        columns
            .filter(|(at, column)| matches!(column.update_default, DefaultValue::Now) && !set.contains(at))
            .map(|(_, column)| format!("{} = {}", quoted(column.name), (self.syntax.now)(column.postgres_type)))
            .collect()
    }

    fn push_conflict(&mut self, conflict: Conflict<'_>, moved: Vec<String>) {
        let names = |columns: &[usize]| -> Vec<String> {
            columns.iter().map(|at| quoted(self.table.columns[*at].name)).collect()
        };
        let target = names(conflict.target);
        let mut assignments: Vec<String> = names(conflict.update)
            .into_iter()
            .map(|name| format!("{name} = excluded.{name}"))
            .collect();
        assignments.extend(self.moving(conflict.update));
        assignments.extend(moved);
        if assignments.is_empty() {
            // DO NOTHING would give no row back.
            assignments.extend(target.iter().map(|name| format!("{name} = excluded.{name}")));
        }
        let clause = format!(
            " on conflict ({}) do update set {}",
            target.join(", "),
            assignments.join(", ")
        );
        self.push(&clause);
    }
}
