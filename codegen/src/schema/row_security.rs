//! Row-level security: which tables have it, and which cannot.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Diagnostics, schema as say};
use crate::schema::context::Context;
use crate::schema::{Scalar, Table, TableId, keys};

/// Whether a table's rows are held to its scope by the database too.
pub(super) fn is_asked(context: &Context<'_>, table: TableId) -> bool {
    let written = &context.table(table).table.rls;
    let usual = context.document.database.as_ref();
    let usual = usual.is_some_and(|database| database.postgres.rls);
    written.as_ref().map_or(usual, |rls| rls.value)
}

/// What policies made of the scopes could not do.
pub(super) fn check(context: &Context<'_>, tables: &[Table], diagnostics: &mut Diagnostics) {
    let mut reads: BTreeMap<TableId, BTreeSet<TableId>> = BTreeMap::new();
    for (id, table) in (0..).map(TableId).zip(tables) {
        let written = context.table(id).table;
        if let Some(rls) = written.rls.as_ref().filter(|rls| rls.value && written.scope.is_none()) {
            diagnostics.push(say::row_security_without_scope(&table.key, rls.span));
        }
        if !context
            .targets(table.only)
            .any(|target| target.capabilities.row_security)
        {
            continue;
        }
        let Some(scope) = table.scope.as_ref().filter(|scope| scope.row_security) else {
            continue;
        };
        let owner = tables[scope.table.0].column(scope.column);
        if owner.r#type.array || owner.r#type.scalar == Scalar::Json {
            let r#type = format!("{}{}", owner.r#type.scalar, if owner.r#type.array { "[]" } else { "" });
            diagnostics.push(say::row_security_type(&owner.key, &r#type, scope.span, owner.span));
        }
        let only = written.only;
        let mut read = BTreeSet::new();
        let mut at = id;
        for key in &scope.path {
            let key = &tables[at.0].foreign_keys[*key];
            for column in &key.columns {
                keys::limited_column(context, at, *column, only, scope.span, diagnostics);
            }
            at = key.references;
            read.insert(at);
        }
        keys::limited_column(context, at, scope.column, only, scope.span, diagnostics);
        reads.insert(id, read);
    }
    for (id, table) in (0..).map(TableId).zip(tables) {
        let Some(scope) = table.scope.as_ref().filter(|_| reads.contains_key(&id)) else {
            continue;
        };
        if let Some(around) = way_back(id, &reads) {
            let around: Vec<String> = around.into_iter().map(|id| tables[id.0].key.clone()).collect();
            diagnostics.push(say::row_security_cycle(&table.key, &around, scope.span));
        }
    }
}

/// The tables over which the policy of one leads back to it: each is read under its own policy.
fn way_back(start: TableId, reads: &BTreeMap<TableId, BTreeSet<TableId>>) -> Option<Vec<TableId>> {
    let mut seen = BTreeSet::new();
    let mut waiting = vec![(start, Vec::new())];
    while let Some((at, over)) = waiting.pop() {
        for next in reads.get(&at).into_iter().flatten() {
            if *next == start {
                return Some(over);
            }
            if seen.insert(*next) {
                let mut over = over.clone();
                over.push(*next);
                waiting.push((*next, over));
            }
        }
    }
    None
}
