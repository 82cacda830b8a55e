//! The SQL of the tables that a query is from, and the conditions that keep them within a scope.

use super::Writer;
use crate::model::{ForeignKey, Table};
use crate::query::data::{Join, JoinKind, QueryData};
use crate::query::expression::SourceRef;
use crate::statement::{Relation, qualifier, quoted, scope_condition, table_name};

impl Writer {
    /// `"tag"`, with another name where it has one.
    pub(super) fn table(&mut self, source: SourceRef) {
        let table = source.table;
        let name = self.name_of(source);
        self.push(&table_name(self.syntax, table.schema, table.name));
        if name != qualifier(self.syntax, table) {
            self.push(" ").push(&name);
        }
    }

    pub(super) fn join(&mut self, join: &Join) {
        self.push(match join.kind {
            JoinKind::Inner => " join ",
            JoinKind::Left => " left join ",
            JoinKind::Right => " right join ",
            JoinKind::Full => " full join ",
        });
        self.table(join.source);
        self.push(" on ");
        self.expression(&join.on);
        // In ON, where it takes no row of the table that is joined to.
        if let Some(scope) = self.scope_of(join.source) {
            self.push(" and ").push(&scope);
        }
        if let Some((_, target)) = join.leads_to {
            self.reads(target);
        }
        if let Some((key, target)) = join.leads_to
            && let Some(condition) = self.leads_into_scope(join.source, key, target)
        {
            self.push(" and ").push(&condition);
        }
    }

    /// A right or full join gives rows that have no match. So that none of them is out of scope, and none in scope is
    /// matched by one that is not, the tables that stand before a join are kept within the scope wherever they have a row.
    pub(super) fn guards(&mut self, query: &QueryData, before: usize, mut word: &'static str) {
        let base = query.set.is_none().then_some((query.base, None)).into_iter();
        let joins = query.joins[..before].iter().map(|join| (join.source, join.leads_to));
        for (source, leads_to) in base.chain(joins) {
            let leads = leads_to.and_then(|(key, target)| self.leads_into_scope(source, key, target));
            let conditions: Vec<String> = self.scope_of(source).into_iter().chain(leads).collect();
            if conditions.is_empty() {
                continue;
            }
            let Some(present) = self.presence_column(source) else {
                return;
            };
            let guard = format!("({present} is null or {})", conditions.join(" and "));
            self.push(word).push(&guard);
            word = " and ";
        }
    }

    /// A row of a join table counts where the row is in scope that it leads to: of a left join, the row would be there
    /// without it.
    fn leads_into_scope(&self, holder: SourceRef, key: &ForeignKey, target: &Table) -> Option<String> {
        let scope = target.scope.as_ref().filter(|_| self.scoped)?;
        let table = table_name(self.syntax, target.schema, target.name);
        let holder_name = self.name_of(holder);
        let here = quoted("leads_to");
        let meet = key.columns.iter().zip(key.referenced).map(|(column, referenced)| {
            let column = quoted(holder.table.columns[*column].name);
            format!("{here}.{} = {holder_name}.{column}", quoted(referenced))
        });
        let meet: Vec<String> = meet.collect();
        let value_of = |name: &str| Some(format!("{here}.{}", quoted(name)));
        let scope = scope_condition(self.syntax, scope, &Relation::Values(&value_of), &self.owner());
        Some(format!(
            "exists (select 1 from {table} {here} where {} and {scope})",
            meet.join(" and ")
        ))
    }

    /// The queries of a set operation keep within the scope themselves.
    pub(super) fn scope_of_base(&self, query: &QueryData) -> Option<String> {
        query.set.is_none().then(|| self.scope_of(query.base))?
    }

    /// The condition that keeps a table within the scope.
    fn scope_of(&self, source: SourceRef) -> Option<String> {
        let scope = source.table.scope.as_ref().filter(|_| self.scoped)?;
        let name = self.name_of(source);
        let value_of = |column: &str| Some(format!("{name}.{}", quoted(column)));
        Some(scope_condition(
            self.syntax,
            scope,
            &Relation::Values(&value_of),
            &self.owner(),
        ))
    }
}
