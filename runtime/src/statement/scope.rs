//! Conditions that keep statements within the rows of one owner.

use super::StatementText;
use super::text::{quoted, table_name};
use crate::driver::Syntax;
use crate::model::Scope;

/// What the first step of a scope's path starts from.
pub(crate) enum Relation<'a> {
    /// The row of the statement's table.
    Row(&'a StatementText),
    /// Values that are about to be written, or columns of a table under another name, by the names of the columns.
    Values(&'a dyn Fn(&str) -> Option<String>),
}

impl Relation<'_> {
    fn column(&self, name: &str) -> String {
        match self {
            Self::Row(text) => text.named_column(name),
            Self::Values(value_of) => value_of(name).unwrap_or_else(|| "null".to_owned()),
        }
    }
}

/// `"video"."user_id" = $3`, or for a path `exists (select 1 from "video" s0 where s0."id" = "tag"."video_id" and …)`.
/// `owner` is the parameter that holds the owner's key.
pub(crate) fn scope_condition(syntax: &Syntax, scope: &Scope, relation: &Relation<'_>, owner: &str) -> String {
    let Some((first, rest)) = scope.path.split_first() else {
        return format!("{} = {owner}", relation.column(scope.column));
    };
    let mut from = format!("{} s0", table_name(syntax, first.schema, first.table));
    let mut conditions = Vec::new();
    for (column, referenced) in first.columns.iter().zip(first.referenced) {
        let start = relation.column(column);
        conditions.push(format!("s0.{} = {start}", quoted(referenced)));
    }
    for (at, step) in rest.iter().enumerate() {
        let (before, here) = (format!("s{at}"), format!("s{}", at + 1));
        let table = table_name(syntax, step.schema, step.table);
        let on: Vec<String> = step
            .columns
            .iter()
            .zip(step.referenced)
            .map(|(column, referenced)| format!("{here}.{} = {before}.{}", quoted(referenced), quoted(column)))
            .collect();
        from.extend([" join ", &table, " ", &here, " on ", &on.join(" and ")]);
    }
    conditions.push(format!("s{}.{} = {owner}", rest.len(), quoted(scope.column)));
    format!("exists (select 1 from {from} where {})", conditions.join(" and "))
}

impl StatementText {
    /// Appends the scope's condition, whose parameter comes next, where the statement has a scope.
    pub(crate) fn push_scope(&mut self, scoped: bool, before: &str) -> &mut Self {
        if let (true, Some(scope)) = (scoped, self.table.scope.as_ref()) {
            let owner = self.parameter();
            let condition = scope_condition(self.syntax, scope, &Relation::Row(self), &owner);
            self.push(before).push(&condition);
        }
        self
    }
}
